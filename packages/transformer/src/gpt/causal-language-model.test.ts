import { alibi, rotary } from '@dl/attention';
import {
  adamW,
  dispose,
  loadStateDict,
  normal,
  parameterCount,
  parameters,
  random,
  stateDict,
  train,
  valueAndGrads,
} from '@dl/core';
import { expectNoLeaks, expectRefusal, readValues } from '@dl/testing';
import { beamSearch, generate } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { CausalLanguageModel } from './causal-language-model';
import type { CausalOptions } from './causal-options';
import { Gpt } from './gpt';
import { Llama } from './llama';

const VOCAB = 11;
const sizes = { layers: 2, heads: 2, size: 8, context: 16 };
const make = (options: Partial<CausalOptions> = {}) =>
  new CausalLanguageModel(VOCAB, {
    rng: random(1),
    ...sizes,
    // Larger than trained models begin with, so that every part shows in the logits.
    init: normal({ std: 0.5 }),
    ...options,
  });
const idsOf = (rows: number[][]) =>
  tf.tensor2d(rows.flat(), [rows.length, rows[0]?.length as number], 'int32');
/** The logits behind a place of the first row, [1, vocabulary]. */
const behind = (logits: tf.Tensor, place: number) =>
  tf.reshape(tf.slice(logits, [0, place, 0], [1, 1, VOCAB]), [1, VOCAB]);
const close = { absolute: 2e-5 };

describe.each([
  ['learned positions', {}],
  ['rotary positions, one head of keys', { positions: rotary(), kvHeads: 1 }],
  ['alibi, a window of 3', { positions: alibi(), window: 3 }],
  ['tied', { tied: true }],
] as [string, Partial<CausalOptions>][])('CausalLanguageModel: %s', (_, options) => {
  const prompt = [3, 1, 4, 1, 5, 9, 2];

  test('step by step it is as the whole at once', () => {
    const model = make(options);
    const whole = model.forward(idsOf([prompt]));
    let { state, start } = model.start([prompt.slice(0, 3)]);
    for (const [i, next] of [...prompt.slice(3), 0].entries()) {
      const made = model.step(tf.tensor1d(start, 'int32'), state);
      expect(made.logits).toBeClose(behind(whole, 2 + i), close);
      [state, start] = [made.state, [next]];
    }
  });

  test('prompts of several lengths at once are as each alone', async () => {
    const model = make(options);
    const prompts = [prompt, [7], [2, 7, 1]];
    const how = { maxLength: 5 };
    const together = await generate(model, { ...model.start(prompts), ...how });
    for (const [row, own] of prompts.entries()) {
      const [alone] = await generate(model, { ...model.start([own]), ...how });
      expect(together[row]?.tokens).toEqual(alone?.tokens);
      expect(together[row]?.logProbability).toBeCloseTo(alone?.logProbability as number, 3);
    }
  });

  test('a prefix is read once for prompts that begin with it', () => {
    const model = make(options);
    const { state, start } = model.start([[3, 1, 4]]);
    const three = model.select(state, Int32Array.of(0, 0, 0));
    // With padding between, distances would change.
    const isAbsolute = model.positions !== undefined && options.window === undefined;
    const rest = isAbsolute
      ? [[5, 9], [2], [6, 5, 3]]
      : [
          [5, 9],
          [2, 2],
          [6, 5],
        ];
    const shared = model.start(
      rest.map((ids) => [...start, ...ids]),
      three,
    );
    const made = model.step(tf.tensor1d(shared.start, 'int32'), shared.state);
    for (const [row, ids] of rest.entries()) {
      const whole = model.forward(idsOf([[3, 1, 4, ...ids]]));
      const last = behind(whole, 2 + ids.length);
      expect(tf.slice(made.logits, [row, 0], [1, VOCAB])).toBeClose(last, close);
    }
  });
});

describe('CausalLanguageModel', () => {
  test('the loss is −log p of the labels; smoothed and ignored as they are told', async () => {
    const model = make();
    const [ids, labels] = [idsOf([[1, 2, 3]]), idsOf([[2, 3, 4]])];
    const logP = tf.logSoftmax(model.forward(ids));
    const of = [2, 3, 4].map((label, i) => tf.slice(logP, [0, i, label], [1, 1, 1]));
    const wanted = tf.mul(tf.mean(tf.concat(of)), -1);
    expect(model.loss(ids, labels)).toBeClose(wanted, close);
    const ignored = model.loss(ids, idsOf([[2, 3, 0]]), { ignoreIndex: 0 });
    expect(ignored).toBeClose(tf.mul(tf.mean(tf.concat(of.slice(0, 2))), -1), close);
    const [plain, smooth] = await Promise.all(
      [0, 0.5].map((labelSmoothing) => readValues(model.loss(ids, labels, { labelSmoothing }))),
    );
    expect(smooth?.[0]).not.toBe(plain?.[0]);
  });

  test('a mask hides more than what comes behind; errors call a model by its own name', async () => {
    const model = make();
    const first = tf.tensor([1, 0, 0, 1, 0, 1, 0, 0, 1], [1, 1, 3, 3], 'bool');
    const hidden = model.forward(idsOf([[1, 2, 3]]), { mask: first });
    const other = model.forward(idsOf([[1, 5, 3]]), { mask: first });
    expect(behind(hidden, 2)).toBeClose(behind(other, 2), close);
    const gpt = new Gpt(VOCAB, { ...sizes, rng: random(1) });
    await expectRefusal(() => gpt.start([]), /^Gpt.start: prompts: expected/);
    await expectRefusal(
      () => new Llama(VOCAB, { ...sizes, context: 0, rng: random(1) }),
      /^Llama: context/,
    );
  });

  test('recomputes its blocks to the same gradients, dropout included', () => {
    const [plain, again] = [false, true].map((recompute) => {
      const model = make({ recompute, dropout: 0.3 });
      const [ids, labels] = [idsOf([[1, 2, 3]]), idsOf([[2, 3, 4]])];
      const loss = () => model.loss(ids, labels, { training: true, rng: random(5) });
      return { model, made: valueAndGrads(loss, parameters(model)) };
    }) as [Grads, Grads];
    expect(again.made.value).toBeClose(plain.made.value, { absolute: 0 });
    const other = stateDict(again.model);
    for (const [name, variable] of Object.entries(stateDict(plain.model))) {
      const [a, b] = [plain.made.grads.get(variable), again.made.grads.get(other[name] as never)];
      expect(b, name).toBeClose(a as tf.Tensor, { absolute: 1e-6 });
    }
  });

  test('learns a sequence, and writes it greedily, by beams and after a stop', async () => {
    const gpt = new Gpt(VOCAB, { ...sizes, rng: random(1) });
    const text = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const [ids, labels] = [idsOf([text.slice(0, -1)]), idsOf([text.slice(1)])];
    const optimizer = adamW({ learningRate: 0.02 });
    for await (const _ of train({
      ...{ parameters: parameters(gpt), optimizer, steps: 60 },
      batches: () => ({}),
      loss: () => gpt.loss(ids, labels),
    })) {
      // Nothing is read while it trains.
    }
    const told = { ...gpt.start([[1, 2]]), maxLength: 7 };
    const [row] = await generate(gpt, told);
    expect(row?.tokens).toEqual([3, 4, 5, 6, 7, 8, 9]);
    const [[best] = []] = await beamSearch(gpt, { ...told, beams: 3 });
    expect(best?.tokens).toEqual(row?.tokens);
    const [short] = await generate(gpt, { ...told, stop: [[5, 6]] });
    expect(short?.tokens).toEqual([3, 4]);
    optimizer.dispose();
  });

  test('Gpt has the form of GPT-2, Llama that of Llama', () => {
    // The counts of the papers' smallest models, by the sizes of each.
    const gpt = new Gpt(VOCAB, { ...sizes, rng: random(1) });
    expect(gpt.head).toBeUndefined();
    const block = 12 * 8 * 8 + 13 * 8;
    expect(parameterCount(gpt)).toBe((VOCAB + 16) * 8 + 2 * block + 2 * 8);
    const llama = new Llama(VOCAB, { ...sizes, kvHeads: 1, rng: random(1) });
    expect(llama.positions).toBeUndefined();
    expect(Object.keys(stateDict(llama)).some((name) => name.endsWith('bias'))).toBe(false);
    expect(llama.decoder.blocks[0]?.feedForward.hidden).toBe(24);
    const own = 8 * (8 + 2 * 4) + 8 * 8 + 3 * 8 * 24 + 2 * 8;
    expect(parameterCount(llama)).toBe(2 * VOCAB * 8 + 2 * own + 8);
  });

  test('round trip of the state dict', () => {
    const [from, to] = [make(), make({ rng: random(2) })];
    loadStateDict(to, stateDict(from));
    const ids = idsOf([[1, 2, 3]]);
    expect(to.forward(ids)).toBeClose(from.forward(ids), { absolute: 0 });
  });

  test('refuses options, prompts and states that do not fit', async () => {
    const refused = async (f: () => unknown, message: RegExp) => expectRefusal(f, message);
    await refused(() => make({ context: 0 }), /context: expected a positive integer, got 0$/);
    await refused(() => make({ size: undefined as never }), /size: expected a positive integer/);
    await refused(() => make({ layers: 0 }), /layers: expected/);
    await refused(() => make({ memorySize: 3 } as never), /expected an option of/);
    const model = make();
    await refused(() => model.start([]), /prompts: expected an array of prompts, one at least/);
    await refused(() => model.start([[1], []]), /prompts.1: expected a token or more/);
    await refused(() => model.start(['hi'] as never), /prompts.0: expected an array of ids/);
    await refused(
      () => model.start([[11]]),
      /prompts.0.0: expected an integer from 0 to 10, got 11/,
    );
    const long = Array.from({ length: 18 }, () => 1);
    await refused(() => model.start([long]), /prompts: expected at most 16 positions, got 18$/);
    const ids = idsOf([long]);
    await refused(() => model.forward(ids), /ids: expected at most 16 positions, got 18$/);
    const turned = make({ positions: rotary() });
    const before = turned.select(turned.start([[1, 2]]).state, Int32Array.of(0, 0));
    await refused(
      () =>
        turned.start(
          [
            [1, 2],
            [3, 4, 5],
          ],
          before,
        ),
      /prompts: expected prompts of equal length behind a state/,
    );
    const { state } = model.start([[1, 2]]);
    const tokens = tf.tensor1d([1, 2], 'int32');
    await refused(() => model.step(tokens, state), /state.rows: expected/);
    await refused(
      () => model.step(tokens, undefined as never),
      /state: expected one that start gave/,
    );
  });

  test('leaves no tensor behind', async () => {
    await expectNoLeaks(async () => {
      const model = make({ dropout: 0.1 });
      const [ids, labels] = [idsOf([[1, 2, 3]]), idsOf([[2, 3, 4]])];
      const loss = () => model.loss(ids, labels, { training: true, rng: random(1) });
      tf.tidy(() => void valueAndGrads(loss, parameters(model)));
      const told = model.start([[1, 2, 3], [4]]);
      await generate(model, { ...told, maxLength: 3 });
      tf.dispose([ids, labels, ...told.state.caches.flatMap(({ keys, values }) => [keys, values])]);
      dispose(model);
    });
  });
});

interface Grads {
  readonly model: CausalLanguageModel;
  readonly made: ReturnType<typeof valueAndGrads>;
}
