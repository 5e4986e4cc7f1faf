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
import { assignSeeded, expectGolden, expectNoLeaks, expectRefusal, readValues } from '@dl/testing';
import { beamSearch, generate } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { goldenBatch } from '../fixtures/golden-dialogues';
import golden from '../fixtures/torch-dialogue.json';
import { dialogueBatch } from './dialogue-batch';
import { Hred, type HredOptions } from './hred';

const { vocab, hidden, embedding, context } = golden.sizes;
const make = (options: Partial<HredOptions> = {}) =>
  new Hred(vocab, hidden, {
    ...{ rng: random(1), sos: 0, unk: 2, embeddingSize: embedding, contextSize: context },
    ...options,
  });

const freeBatch = ({ ids }: { ids: tf.Tensor }) => ids.dispose();

describe('Hred', () => {
  test('gives logits of every step of every reply', () => {
    const [hred, batch] = [make(), goldenBatch()];
    expect(batch.ids.shape).toEqual([8, 5]);
    expect(hred.forward(batch).shape).toEqual([5, 5, 11]);
    expect(hred.replyNll(batch).shape).toEqual([5]);
    expect(hred.encode(batch).shape).toEqual([3, 4]);
  });

  // fixtures/torch_dialogue.py
  test.each(golden.hred)(
    'is PyTorch’s with a window of $window, direct connection $direct',
    ({ ...wanted }) => {
      const { window, direct: directConnection } = wanted;
      const [hred, batch] = [make({ window, directConnection }), goldenBatch()];
      assignSeeded(hred, golden.shapes[directConnection ? 'directHred' : 'hred']);
      expect(hred.replyNll(batch)).toBeClose(wanted.nll, { absolute: 2e-5 });
      expect(tf.reshape(hred.encode(batch), [wanted.ends.length])).toBeClose(wanted.ends, {
        absolute: 1e-5,
      });
      const made = valueAndGrads(() => hred.loss(batch), parameters(hred));
      expect(made.value).toBeClose(wanted.loss, { absolute: 1e-5 });
      expectGolden(hred, made, wanted.gradients);
    },
  );

  test('the loss is that of the logits of real tokens', async () => {
    const [hred, batch] = [make(), goldenBatch()];
    const logits = hred.forward(batch);
    const rows = [1, 2, 5, 6, 7];
    const targets = tf.gather(batch.ids, tf.tensor1d(rows, 'int32'));
    const all = tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(targets, 11)), 2);
    const values = (await all.array()) as number[][];
    const real = rows.flatMap((row, i) => (values[i] as number[]).slice(0, batch.lengths[row]));
    const mean = -real.reduce((sum, value) => sum + value, 0) / real.length;
    expect(hred.loss(batch)).toBeClose(mean, { absolute: 1e-5 });
  });

  test('what fills up an utterance, and the other dialogues of the batch, have no influence', async () => {
    const hred = make();
    const [ones, nines] = [goldenBatch(1), goldenBatch(9)];
    const same = { absolute: 1e-6 };
    expect(hred.replyNll(nines)).toBeClose(hred.replyNll(ones), same);
    expect(hred.encode(nines)).toBeClose(hred.encode(ones), same);
    const alone = dialogueBatch([golden.dialogues[2] as number[][]], { eos: 1 });
    expect(hred.replyNll(alone)).toBeClose(tf.slice(hred.replyNll(ones), [2], [3]), same);
  });

  test('sees every utterance before a reply, and none behind it; with a window of 1 the last only', async () => {
    const dialogues = (first: number, last: number) =>
      dialogueBatch([[[first], [4, 5], [6], [last]]], { eos: 1 });
    const firstOf = async (hred: Hred, batch: ReturnType<typeof dialogues>) =>
      readValues(hred.replyNll(batch));
    for (const [window, sees, directConnection] of [
      [undefined, true, false],
      [1, false, false],
      [1, false, true],
      [2, false, true],
    ] as const) {
      const hred = make({ directConnection, ...(window !== undefined && { window }) });
      const before = await firstOf(hred, dialogues(3, 7));
      const other = await firstOf(hred, dialogues(8, 9));
      // The first reply answers what has changed; the last one is changed itself.
      expect(other[0]).not.toBeCloseTo(before[0] as number, 4);
      const second = Math.abs((other[1] as number) - (before[1] as number));
      expect(second > 1e-5).toBe(sees || window === 2);
      if (window === 1) expect(second).toBeLessThan(1e-6);
    }
  });

  test.each([false, true])(
    'replies step by step as it was trained to, greedily, by beams and by sampling: direct connection %s',
    async (directConnection) => {
      const hred = make({ directConnection });
      const batch = dialogueBatch([[[3, 4], [5]]], { eos: 1 });
      const state = hred.start(hred.encode(batch));
      const ask = { state, start: [0], eos: 1, maxLength: 6 };
      const [greedy] = await generate(hred, ask);
      const [[best] = []] = await beamSearch(hred, { ...ask, beams: 1, lengthPenalty: 0 });
      expect(best?.tokens).toEqual(greedy?.tokens);
      const three = {
        hidden: tf.tile(state.hidden, [3, 1]),
        condition: tf.tile(state.condition, [3, 1]),
      };
      const drawn = await generate(hred, {
        ...{ state: three, start: [0, 0, 0], eos: 1, maxLength: 6 },
        sampling: { rng: random(3) },
      });
      expect(new Set(drawn.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(1);
      // What was drawn has the log probability that training would give it.
      const [one] = drawn as [{ tokens: number[]; logProbability: number; ended: string }];
      if (one.ended === 'eos') {
        const whole = dialogueBatch([[[3, 4], [5], one.tokens]], { eos: 1 });
        const nll = await readValues(hred.replyNll(whole));
        expect(nll[1]).toBeCloseTo(-one.logProbability, 4);
      }
    },
  );

  test('word dropout hides tokens of the decoder’s input', async () => {
    const [hred, batch] = [make(), goldenBatch()];
    const loss = async (options?: object) => (await readValues(hred.loss(batch, options)))[0];
    expect(await loss({ wordDropout: 0.5, rng: random(1) })).not.toBe(await loss());
    expect(await loss({ wordDropout: 0, rng: random(1) })).toBe(await loss());
  });

  test('a loss with a window is that of a model that has it', async () => {
    const [whole, last, batch] = [make(), make({ window: 1 }), goldenBatch()];
    loadStateDict(last, stateDict(whole));
    const of = (await readValues(last.loss(batch)))[0];
    expect((await readValues(whole.loss(batch, { window: 1 })))[0]).toBe(of);
    expect((await readValues(whole.loss(batch)))[0]).not.toBe(of);
    expect(() => whole.loss(batch, { window: 0 })).toThrow(
      'Hred.loss: window: expected a positive integer',
    );
  });

  test('learns a reply that depends on the utterance before the last; a window of 1 cannot', async () => {
    const dialogues = [3, 4, 5, 6].map((name) => [[name], [7, 8], [name, name]]);
    const loss = async (window: number | undefined) => {
      const hred = new Hred(9, 16, { rng: random(2), sos: 0, ...(window && { window }) });
      const optimizer = adam({ learningRate: 0.02 });
      const batch = dialogueBatch(dialogues, { eos: 1 });
      for await (const _ of train({
        ...{ parameters: parameters(hred), optimizer, steps: 60 },
        batches: () => ({}),
        loss: () => hred.loss(batch),
      })) {
        // Nothing is read while it trains.
      }
      const nll = await readValues(hred.replyNll(batch));
      optimizer.dispose();
      dispose(hred);
      freeBatch(batch);
      return [1, 3, 5, 7].reduce((sum, i) => sum + (nll[i] as number), 0) / 4;
    };
    expect(await loss(undefined)).toBeLessThan(0.2);
    expect(await loss(1)).toBeGreaterThan(0.9 * Math.log(4));
  });

  test('round trip of the state dict', () => {
    const [from, to, batch] = [make(), make({ rng: random(9) }), goldenBatch()];
    loadStateDict(to, stateDict(from));
    expect(to.replyNll(batch)).toBeClose(from.replyNll(batch), { absolute: 0 });
  });

  test('refuses sizes, options and batches that do not fit', async () => {
    const rng = random(1);
    await expectRefusal(
      () => new Hred(11, 0, { rng, sos: 0 }),
      'Hred: hiddenSize: expected a positive integer, got 0',
    );
    await expectRefusal(
      () => new Hred(11, 5, { rng, sos: 11 }),
      'Hred: sos: expected an integer from 0 to 10, got 11',
    );
    await expectRefusal(
      () => new Hred(11, 5, { rng } as never),
      'Hred: sos: expected an integer from 0 to 10, got undefined',
    );
    const [hred, batch] = [make(), goldenBatch()];
    const without = new Hred(11, 5, { rng, sos: 0 });
    await expectRefusal(
      () => without.loss(batch, { wordDropout: 0.1, rng }),
      'Hred.loss: wordDropout: expected 0 for a model without unk, got 0.1',
    );
    await expectRefusal(
      () => hred.loss(batch, { wordDropout: 0.1 }),
      'Hred.loss: rng: expected a generator of random(), got undefined',
    );
    await expectRefusal(
      () => hred.loss({ ...batch, turns: [3, 1, 3] }),
      'Hred.loss: batch.turns: expected 8 utterances, got 7',
    );
    await expectRefusal(
      () => hred.forward({ ...batch, lengths: [3, 2, 6, 2, 4, 3, 2, 5] }),
      'Hred.forward: batch.lengths.2: expected an integer from 1 to 5, got 6',
    );
    const single = dialogueBatch([[[3]]], { eos: 1 });
    await expectRefusal(
      () => hred.replyNll(single),
      'Hred.replyNll: batch.turns: expected a dialogue of two utterances or more, got only one of each',
    );
    expect(hred.encode(single).shape).toEqual([1, 4]);
    const [narrow, one] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.tensor1d([1], 'int32')];
    await expectRefusal(
      () => hred.start(narrow),
      'Hred.start: context: expected [rows, 4], got [2, 3]',
    );
    const state = hred.start(tf.zeros([2, 4]));
    await expectRefusal(
      () => hred.step(one, state),
      'Hred.step: state.hidden: expected [1, 5], got [2, 5]',
    );
  });

  test('leaves no tensor behind', async () => {
    const [hred, batch] = [make(), goldenBatch()];
    await expectNoLeaks(() => {
      const { value, grads } = valueAndGrads(() => hred.loss(batch), parameters(hred));
      tf.dispose([value, ...grads.values()]);
      const encoded = hred.encode(batch);
      const state = hred.start(encoded);
      const tokens = tf.tensor1d([1, 2, 3], 'int32');
      const next = hred.step(tokens, state);
      tf.dispose([tokens, encoded, state.hidden, next.logits, next.state.hidden, state.condition]);
      tf.dispose([hred.forward(batch), hred.replyNll(batch)]);
    });
  });
});
