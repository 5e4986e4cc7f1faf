import { alibi, rotary } from '@dl/attention';
import {
  adam,
  dispose,
  loadStateDict,
  parameters,
  random,
  stateDict,
  train,
  valueAndGrads,
} from '@dl/core';
import { expectNoLeaks, expectRefusal, readValues } from '@dl/testing';
import { beamSearch, generate, pairBatch } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { TransformerOptions } from './pair-options';
import { Transformer } from './transformer';

const [SOURCE, TARGET, SOS, EOS] = [7, 9, 7, 8];
const make = (options: Partial<TransformerOptions> = {}) =>
  new Transformer(SOURCE, TARGET, { rng: random(1), layers: 2, heads: 2, size: 8, ...options });
const PAIRS: [number[], number[]][] = [
  [
    [1, 2, 3, 4],
    [4, 3],
  ],
  [
    [5, 6],
    [1, 0, 2, 3],
  ],
];
const batchOf = (pairs = PAIRS) => pairBatch(pairs, { sos: SOS, eos: EOS });
const close = { absolute: 2e-5 };

describe.each([
  { order: 'post' },
  { order: 'pre', decoderLayers: 1, tied: 'none' },
  { positions: rotary(), activation: 'swiglu' },
  { positions: alibi() },
] as Partial<TransformerOptions>[])('Transformer: %o', (options) => {
  test('step by step it is as all at once, whatever stands behind a sentence', () => {
    const [model, { source, sourceLengths, inputs }] = [make(options), batchOf()];
    const encoded = model.encode(source, { lengths: sourceLengths });
    const whole = model.forward(inputs, encoded);
    const padded = tf.concat([source, tf.fill([2, 2], 3, 'int32')], 1);
    let state = model.begin(model.encode(padded, { lengths: sourceLengths }));
    for (let t = 0; t < inputs.shape[1]; t++) {
      const tokens = tf.reshape(tf.slice(inputs, [0, t], [2, 1]), [2]) as tf.Tensor1D;
      const made = model.step(tokens, state);
      expect(made.logits).toBeClose(
        tf.reshape(tf.slice(whole, [0, t, 0], [2, 1, -1]), [2, TARGET]),
        close,
      );
      state = made.state;
    }
  });

  test('rows of a state may be taken in any order, and of one sentence more than once', () => {
    const [model, { source, sourceLengths }] = [make(options), batchOf()];
    const begun = model.begin(model.encode(source, { lengths: sourceLengths }));
    const first = model.step(tf.tensor1d([SOS, SOS], 'int32'), begun);
    const rows = Int32Array.of(1, 0, 1);
    const chosen = model.step(tf.tensor1d([1, 2, 3], 'int32'), model.select(first.state, rows));
    const one = model.step(tf.tensor1d([2, 1], 'int32'), first.state);
    expect(tf.slice(chosen.logits, [0, 0], [2, -1])).toBeClose(tf.reverse(one.logits, 0), close);
  });
});

describe('Transformer', () => {
  test('the loss is −log p of each token and its end, the padding left out', async () => {
    const [model, batch] = [make(), batchOf()];
    const encoded = model.encode(batch.source, { lengths: batch.sourceLengths });
    const logP = tf.logSoftmax(model.forward(batch.inputs, encoded));
    const said = PAIRS.flatMap(([, target], row) =>
      [...target, EOS].map((token, t) => tf.slice(logP, [row, t, token], [1, 1, 1])),
    );
    expect(model.loss(batch)).toBeClose(tf.mul(tf.mean(tf.concat(said)), -1), close);
    const [plain, smooth] = await Promise.all(
      [0, 0.3].map((labelSmoothing) => readValues(model.loss(batch, { labelSmoothing }))),
    );
    expect(smooth?.[0]).not.toBe(plain?.[0]);
  });

  test('learns to turn sequences around, and says them greedily and by beams', async () => {
    const rng = random(1);
    const model = new Transformer(SOURCE, TARGET, {
      ...{ rng, layers: 1, heads: 2, size: 32, order: 'pre' },
    });
    const pairs = [
      [1, 2, 3],
      [4, 5],
      [6, 1, 4, 2],
    ].map((ids): [number[], number[]] => [ids, [...ids].reverse()]);
    const optimizer = adam({ learningRate: 0.005 });
    const batch = batchOf(pairs);
    for await (const _ of train({
      ...{ parameters: parameters(model), optimizer, steps: 80 },
      batches: () => ({}),
      loss: () => model.loss(batch),
    })) {
      // Nothing is read while it trains.
    }
    const state = model.begin(model.encode(batch.source, { lengths: batch.sourceLengths }));
    const told = { state, start: [SOS, SOS, SOS], eos: EOS, maxLength: 6 };
    const greedy = await generate(model, told);
    expect(greedy.map(({ tokens }) => tokens)).toEqual(pairs.map(([, target]) => target));
    const beams = await beamSearch(model, { ...told, beams: 3 });
    expect(beams.map(([best]) => best?.tokens)).toEqual(pairs.map(([, target]) => target));
    optimizer.dispose();
  });

  test('one embedding for all, or a matrix of its own for the output', () => {
    const names = (model: object) => Object.keys(stateDict(model));
    expect(names(make())).not.toContain('head.weight');
    expect(names(make({ tied: 'none' }))).toContain('head.weight');
    const all = new Transformer(9, 9, {
      rng: random(1),
      layers: 1,
      heads: 2,
      size: 8,
      tied: 'all',
    });
    expect(names(all)).not.toContain('sourceEmbedding.weight');
    expect(all.loss(batchOf()).shape).toEqual([]);
  });

  test('round trip of the state dict', () => {
    const [from, to, batch] = [make(), make({ rng: random(2) }), batchOf()];
    loadStateDict(to, stateDict(from));
    expect(to.loss(batch)).toBeClose(from.loss(batch), { absolute: 0 });
  });

  test('refuses sizes, options and inputs that do not fit', async () => {
    await expectRefusal(() => make({ tied: 'all' }), /targetVocabulary: expected one vocabulary/);
    await expectRefusal(() => make({ size: 0 }), /size: expected a positive integer, got 0$/);
    const [model, batch] = [make(), batchOf()];
    const { source } = batch;
    const training = { training: true };
    const noisy = make({ dropout: 0.1 });
    const refused: [() => unknown, RegExp][] = [
      [() => model.encode(source, { lengths: [5, 1] }), /lengths.0: expected/],
      [() => model.begin({} as never), /encoded.memory: expected/],
      [() => noisy.loss(batch, training), /rng/],
      [
        () => model.step(tf.tensor1d([1], 'int32'), {} as never),
        /state: expected one that begin gave/,
      ],
    ];
    for (const [f, message] of refused) {
      await expectRefusal(() => tf.tidy(() => void f()), message);
    }
  });

  test('leaves no tensor behind', async () => {
    await expectNoLeaks(async () => {
      const [model, batch] = [make({ dropout: 0.1 }), batchOf()];
      const loss = () => model.loss(batch, { training: true, rng: random(1) });
      tf.tidy(() => void valueAndGrads(loss, parameters(model)));
      const state = tf.tidy(() => model.begin(model.encode(batch.source)) as never) as ReturnType<
        typeof model.begin
      >;
      await beamSearch(model, { state, start: [SOS, SOS], eos: EOS, maxLength: 3, beams: 2 });
      tf.dispose([state as never, batch as never]);
      dispose(model);
    });
  });
});
