import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { chainOf } from '../fixtures/chain';
import { beamSearch } from './beam-search';
import { generate } from './generate';
import { filteredProbabilities } from './sampling';
import { StopSequences } from './stop-sequences';
import { streamTokens } from './stream-tokens';

// 0 → 1 → 2 → 3 → 4 (the end) greedily; from 5 on 5 for ever.
const NEXT = [1, 2, 3, 4, 4, 5];
const table = NEXT.map((next, row) =>
  NEXT.map((_, token) => (token === next ? 3 : Math.sin(7 * row + 3 * token))),
);
const chain = () => chainOf(table);
const eos = 4;

test('takes the likeliest token until the end, each row of a batch as it would alone', async () => {
  const { decoder, state } = chain();
  const start = [2, 0, 5, 3];
  const rows = await generate(decoder, { state: state(4), start, eos, maxLength: 6 });
  expect(rows.map(({ tokens }) => tokens)).toEqual([[3], [1, 2, 3], [5, 5, 5, 5, 5, 5], []]);
  expect(rows.map(({ ended }) => ended)).toEqual(['eos', 'eos', 'length', 'eos']);
  for (const [i, first] of start.entries()) {
    const one = { state: state(1), start: [first], eos, maxLength: 6 };
    expect(await generate(decoder, one)).toEqual([rows[i]]);
  }
});

test('sums the log probabilities of the tokens and of the end', async () => {
  const { decoder, state } = chain();
  const [row] = await generate(decoder, { state: state(1), start: [2], eos, maxLength: 6 });
  const logOf = (from: number, to: number) => {
    const all = (table[from] as number[]).map(Math.exp);
    return Math.log((all[to] as number) / all.reduce((a, b) => a + b));
  };
  expect(row?.logProbability).toBeCloseTo(logOf(2, 3) + logOf(3, 4), 5);
});

test("log probabilities are the decoder's, whatever was ruled out or filtered, as in a beam", async () => {
  const { decoder, state } = chain();
  const own = { state: state(1), start: [5], maxLength: 4, noRepeatNgram: 1 };
  const [greedy] = await generate(decoder, own);
  const [[beam] = []] = await beamSearch(decoder, { ...own, beams: 1, lengthPenalty: 0 });
  expect(beam?.tokens).toEqual(greedy?.tokens);
  expect(beam?.logProbability).toBeCloseTo(greedy?.logProbability as number, 5);
  const sampling = { rng: random(1), topK: 1, temperature: 0.3 };
  const [drawn] = await generate(decoder, { ...own, sampling });
  expect(drawn?.logProbability).toBeCloseTo(greedy?.logProbability as number, 5);
});

test('repeats no n-gram, and is stuck where all is ruled out', async () => {
  const { decoder, state } = chain();
  const own = { state: state(1), start: [5], maxLength: 20, noRepeatNgram: 1 };
  const [row] = await generate(decoder, own);
  expect(row?.tokens.sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(row?.ended).toBe('stuck');
});

describe('stop sequences', () => {
  test('end a row, and no part of one is streamed', async () => {
    const { decoder, state } = chain();
    const own = {
      state: state(1),
      start: [0],
      maxLength: 9,
      stop: [
        [2, 3],
        [9 - 4, 0],
      ],
    };
    const events = [];
    for await (const event of streamTokens(decoder, own)) events.push(event);
    expect(events).toMatchObject([
      { row: 0, token: 1 },
      { row: 0, ended: 'stop' },
    ]);
  });

  test('what only began as one is streamed after all', () => {
    const stops = new StopSequences([
      [1, 2, 3],
      [2, 2],
    ]);
    expect(stops.held([7, 1, 2])).toBe(2);
    expect(stops.held([1, 2, 7])).toBe(0);
    expect(stops.ended([1, 2, 2])).toBe(2);
  });
});

describe('sampling', () => {
  test('draws as often as the probabilities say, each row by its own stream', async () => {
    const { decoder, state } = chain();
    const n = 4000;
    const start = new Array<number>(n).fill(0);
    const sampling = { rng: random(3), temperature: 2, topK: 4 };
    const rows = await generate(decoder, { state: state(n), start, maxLength: 1, sampling });
    const expected = filteredProbabilities(table[0] as number[], sampling);
    expected.forEach((probability, token) => {
      const share = rows.filter(({ tokens }) => tokens[0] === token).length / n;
      expect(Math.abs(share - probability)).toBeLessThan(0.03);
    });
    const few = { state: state(3), start: [0, 0, 0], maxLength: 1, sampling };
    expect(await generate(decoder, few)).toEqual(rows.slice(0, 3));
  });

  test('of the likeliest token alone is greedy', async () => {
    const { decoder, state } = chain();
    const greedy = await generate(decoder, { state: state(1), start: [0], eos, maxLength: 9 });
    for (const sampling of [{ topK: 1 }, { topP: 1e-9 }, { minP: 1 }]) {
      const own = { rng: random(1), ...sampling };
      const drawn = { state: state(1), start: [0], eos, maxLength: 9, sampling: own };
      const found = await generate(decoder, drawn);
      const said = (all: typeof found) => all.map(({ logProbability, ...rest }) => rest);
      expect(said(found)).toEqual(said(greedy));
      found.forEach(({ logProbability }, i) => {
        expect(logProbability).toBeCloseTo(greedy[i]?.logProbability as number, 5);
      });
    }
  });

  test('keeps the tokens that papers say', () => {
    const logits = [0.4, 0.3, 0.2, 0.1].map(Math.log);
    const kept = (options: object) =>
      Array.from(filteredProbabilities(logits, options), (p) => Math.round(1000 * p));
    expect(kept({})).toEqual([400, 300, 200, 100]);
    expect(kept({ topK: 2 })).toEqual([571, 429, 0, 0]);
    expect(kept({ topP: 0.65 })).toEqual([571, 429, 0, 0]);
    expect(kept({ topP: 0.75 })).toEqual([444, 333, 222, 0]);
    expect(kept({ minP: 0.6 })).toEqual([571, 429, 0, 0]);
    expect(filteredProbabilities([1, -Infinity, Infinity], {})).toEqual(Float64Array.of(0, 0, 1));
  });
});

describe('stops', () => {
  test('at a signal, with what it has', async () => {
    const { decoder, state } = chain();
    const controller = new AbortController();
    const own = { state: state(2), start: [5, 5], maxLength: 1e6, signal: controller.signal };
    const events = [];
    for await (const event of streamTokens(decoder, own)) {
      events.push(event);
      if (events.length === 4) controller.abort();
    }
    expect(events.slice(4)).toMatchObject([
      { row: 0, ended: 'aborted' },
      { row: 1, ended: 'aborted' },
    ]);
  });

  test('where the loop is left, and leaves no tensor; what was given lives', async () => {
    const { decoder, state } = chain();
    const given = state(2);
    const before = tf.memory().numTensors;
    for await (const _ of streamTokens(decoder, { state: given, start: [0, 5], maxLength: 99 }))
      break;
    await generate(decoder, { state: given, start: [0, 2], eos, maxLength: 9 });
    expect(tf.memory().numTensors).toBe(before);
    expect([given.steps.isDisposed, given.shared.isDisposed]).toEqual([false, false]);
  });
});

test("logits that are the decoder's own live, a Variable too", async () => {
  const logits = tf.tensor2d([[0, 2, 1]]);
  const variable = tf.variable(logits);
  const state = { logits: tf.clone(logits) };
  const before = tf.memory().numTensors;
  for (const own of [logits, variable]) {
    const decoder = { step: (_: tf.Tensor, given: object) => ({ logits: own, state: given }) };
    const [row] = await generate(decoder, { state: {}, start: [0], maxLength: 3 });
    expect(row?.tokens).toEqual([1, 1, 1]);
    expect(own.isDisposed).toBe(false);
  }
  const kept = {
    step: (_: tf.Tensor, given: typeof state) => ({ logits: given.logits, state: given }),
  };
  await generate(kept, { state, start: [0], maxLength: 3 });
  expect([state.logits.isDisposed, tf.memory().numTensors]).toEqual([false, before]);
});

describe('errors', () => {
  const decoderOf = (logits: () => tf.Tensor) => ({
    step: (_: tf.Tensor, state: object) => ({ logits: logits(), state }),
  });
  const own = { state: {}, start: [0], maxLength: 5 };

  test.each([
    [() => tf.tensor2d([[1, NaN]]), 'generate: logits of row 0: expected numbers, got NaN'],
    [
      () => tf.tensor2d([[1], [2]]),
      'generate: decoder.step(…).logits: expected [1, vocabulary], got [2, 1]',
    ],
    [
      () => tf.tensor1d([1, 2]),
      'generate: decoder.step(…).logits: expected [1, vocabulary], got [2]',
    ],
    [
      () => 3 as never,
      'generate: decoder.step(…).logits: expected a tensor [1, vocabulary], got 3',
    ],
  ])('of logits leave nothing behind', async (logits, message) => {
    const before = tf.memory().numTensors;
    await expect(generate(decoderOf(logits), own)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    [{ maxLength: 0 }, 'generate: maxLength: expected a positive integer, got 0'],
    [{ start: [-1] }, 'generate: start.0: expected an integer from 0 to'],
    [{ sampling: null }, 'generate: sampling: expected an object of options, got null'],
    [
      { sampling: { rng: random(1), minP: 2 } },
      'generate: sampling: minP: expected a number in [0, 1], got 2',
    ],
    [{ signal: { aborted: false } }, 'generate: signal: expected an AbortSignal'],
    [{ eos: 2 }, 'generate: eos: expected an integer from 0 to 1, got 2'],
    [{ stop: [[]] }, 'generate: stop.0: expected a token or more, got []'],
    [{ sampling: {} }, 'generate: sampling: rng: expected a generator of random(), got undefined'],
    [
      { sampling: { rng: random(1), topP: 0 } },
      'generate: sampling: topP: expected a number in (0, 1], got 0',
    ],
    [{ maxLenght: 3 }, '(is it maxLength?)'],
  ])('of options %j', async (options, message) => {
    const decoder = decoderOf(() => tf.tensor2d([[1, 2]]));
    await expect(generate(decoder, { ...own, ...options } as never)).rejects.toThrow(message);
  });
});
