import { logSoftmaxRow } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { chainOf } from '../fixtures/chain';
import { beamSearch } from './beam-search';
import { generate } from './generate';
import { gatherRows } from './state';

const VOCABULARY = 4;
const eos = 3;
const table = Array.from({ length: VOCABULARY }, (_, row) =>
  Array.from({ length: VOCABULARY }, (_, token) => 1.5 * Math.sin(5 * row + 2.3 * token + 1)),
);
const logs = table.map((row) => {
  const own = Float32Array.from(row);
  logSoftmaxRow(own);
  return own;
});

/** All sentences of at most `most` tokens, the end included, with their scores, in order. */
function allSentences(start: number, most: number, lengthPenalty: number) {
  const found: { tokens: number[]; score: number }[] = [];
  const walk = (tokens: number[], sum: number): void => {
    const last = tokens.at(-1) ?? start;
    for (let token = 0; token < VOCABULARY; token++) {
      const now = sum + (logs[last]?.[token] as number);
      const length = tokens.length + 1;
      if (token === eos) found.push({ tokens, score: now / length ** lengthPenalty });
      else if (length === most) {
        found.push({ tokens: [...tokens, token], score: now / length ** lengthPenalty });
      } else walk([...tokens, token], now);
    }
  };
  walk([], 0);
  return found.sort((a, b) => b.score - a.score);
}

test.each([0, 0.6, 1])(
  'with beams enough finds the best of all sentences: penalty %d',
  async (lengthPenalty) => {
    const { decoder, state } = chainOf(table);
    const start = [0, 1, 2];
    const own = { state: state(3), start, eos, maxLength: 4, beams: 200, best: 7, lengthPenalty };
    const found = await beamSearch(decoder, own);
    for (const [i, hypotheses] of found.entries()) {
      const best = allSentences(start[i] as number, 4, lengthPenalty).slice(0, 7);
      expect(hypotheses.map(({ tokens }) => tokens)).toEqual(best.map(({ tokens }) => tokens));
      hypotheses.forEach(({ score }, j) => {
        expect(score).toBeCloseTo(best[j]?.score as number, 5);
      });
    }
  },
);

test('with one beam is greedy decoding, in a batch too', async () => {
  const { decoder, state } = chainOf(table);
  const own = { start: [0, 1, 2], eos, maxLength: 9 };
  const greedy = await generate(decoder, { ...own, state: state(3) });
  const beam = await beamSearch(decoder, { ...own, state: state(3), beams: 1, lengthPenalty: 0 });
  expect(beam.map(([best]) => best?.tokens)).toEqual(greedy.map(({ tokens }) => tokens));
  beam.forEach(([best], i) => {
    expect(best?.logProbability).toBeCloseTo(greedy[i]?.logProbability as number, 5);
  });
});

test('a sentence is found as it is alone, whatever the batch', async () => {
  const { decoder, state } = chainOf(table);
  const own = { eos, maxLength: 6, beams: 3, best: 3 };
  const start = [2, 0, 1, 0];
  const together = await beamSearch(decoder, { ...own, start, state: state(4) });
  for (const [i, first] of start.entries()) {
    const [alone] = await beamSearch(decoder, { ...own, start: [first], state: state(1) });
    expect(together[i]).toEqual(alone);
  }
});

test('gives what there is where a vocabulary has no more, and no end is an end by length', async () => {
  const { decoder, state } = chainOf([
    [0, 1],
    [1, 0],
  ]);
  const [hypotheses] = await beamSearch(decoder, {
    state: state(1),
    start: [0],
    maxLength: 2,
    beams: 50,
    best: 50,
  });
  expect(hypotheses?.length).toBe(4);
  expect(hypotheses?.every(({ ended }) => ended === 'length')).toBe(true);
});

test('repeats no n-gram, and tells where all is ruled out', async () => {
  const { decoder, state } = chainOf(table);
  const own = { state: state(1), start: [0], maxLength: 30, beams: 3, best: 3, noRepeatNgram: 1 };
  const [hypotheses = []] = await beamSearch(decoder, own);
  for (const { tokens, ended } of hypotheses) {
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(ended).toBe('stuck');
  }
});

test('stops at a signal with the best so far', async () => {
  const { decoder, state } = chainOf(table);
  const controller = new AbortController();
  let steps = 0;
  const stopping = {
    ...decoder,
    step(...args: Parameters<typeof decoder.step>) {
      if (++steps === 3) controller.abort();
      return decoder.step(...args);
    },
  };
  const own = { state: state(1), start: [0], maxLength: 1e6, signal: controller.signal };
  const [hypotheses] = await beamSearch(stopping, own);
  expect(hypotheses?.[0]).toMatchObject({ ended: 'aborted' });
  expect(hypotheses?.[0]?.tokens.length).toBe(3);
});

describe('memory', () => {
  test('states are disposed, those that were given are not', async () => {
    const { decoder, state } = chainOf(table);
    const given = state(2);
    const before = tf.memory().numTensors;
    await beamSearch(decoder, { state: given, start: [0, 1], eos, maxLength: 9, beams: 3 });
    const failing = { step: () => ({ logits: tf.tensor2d([[NaN, 1]]), state: given }) };
    await expect(beamSearch(failing, { state: given, start: [0], maxLength: 9 })).rejects.toThrow(
      'beamSearch: logits of row 0: expected numbers, got NaN',
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(given.shared.isDisposed).toBe(false);
  });

  test('gatherRows takes rows of every tensor, in objects, arrays and classes', async () => {
    class Kept {
      rows = tf.tensor2d([[1], [2], [3]]);
      name = 'kept';
    }
    const state = { kept: new Kept(), list: [tf.tensor1d([4, 5, 6]), tf.scalar(7)] };
    const own = gatherRows(state, Int32Array.of(2, 0, 2));
    expect(own.kept).toBeInstanceOf(Kept);
    expect(own.kept.name).toBe('kept');
    expect(Array.from(await own.kept.rows.data())).toEqual([3, 1, 3]);
    expect(Array.from(await (own.list[0] as tf.Tensor).data())).toEqual([6, 4, 6]);
    expect(own.list[1]).toBe(state.list[1]);
  });
});

test('refuses more than there are beams', async () => {
  const { decoder, state } = chainOf(table);
  const own = { state: state(1), start: [0], maxLength: 3, beams: 2, best: 3 };
  await expect(beamSearch(decoder, own)).rejects.toThrow(
    'beamSearch: best: expected at most 2 beams, got 3',
  );
});
