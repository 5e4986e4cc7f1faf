import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { chainOf } from '../fixtures/chain';
import golden from '../fixtures/hugging-face-decoding.json';
import { beamSearch } from './beam-search';
import type { Constraint } from './constraint';
import { generate } from './generate';
import { LogitRules } from './logit-rules';

const { table, eos, maxLength } = golden;

// fixtures/hugging_face_decoding.py
describe('rules of logits', () => {
  test.each(golden.rows)("are Hugging Face's: $options behind $prompt and $written", (own) => {
    const { prompt, written, options } = own;
    const start = [prompt.at(-1) as number];
    const prompts = 'repetitionPenalty' in options ? { prompts: [prompt] } : {};
    const all = { state: {}, start, maxLength, eos, ...prompts, ...options };
    const rules = new LogitRules('test', all as never);
    const row = Float32Array.from(table[[...prompt, ...written].at(-1) as number] as number[]);
    rules.apply(row, written, 0);
    own.row.forEach((value, token) => {
      expect(row[token]).toBeCloseTo(value ?? -Infinity, 5);
    });
  });

  test('decode what Hugging Face decodes, greedily and by beams', async () => {
    const { decoder, state } = chainOf(table);
    for (const { options, prompt, beams, rows } of golden.runs) {
      const prompts = 'repetitionPenalty' in options ? { prompts: [prompt] } : {};
      const start = [prompt.at(-1) as number];
      const own = { state: state(1), start, eos, maxLength, ...prompts, ...options } as never;
      if (beams === 1) {
        const [row] = await generate(decoder, own);
        expect(row?.tokens).toEqual(rows[0]?.tokens);
        continue;
      }
      const [found = []] = await beamSearch(decoder, {
        ...(own as object),
        beams,
        best: beams,
      } as never);
      expect(found.map(({ tokens }) => tokens)).toEqual(rows.map(({ tokens }) => tokens));
      found.forEach(({ score }, i) => {
        expect(score).toBeCloseTo(rows[i]?.score as number, 4);
      });
    }
  });

  test("take OpenAI's penalties: presence once, frequency as often as a token was written, the prompt not", () => {
    const options = {
      state: {},
      start: [1],
      maxLength,
      presencePenalty: 0.5,
      frequencyPenalty: 0.25,
    };
    const row = Float32Array.of(1, 1, 1, -Infinity);
    new LogitRules('test', options).apply(row, [0, 2, 0, 0, 3], 0);
    expect([...row]).toEqual([1 - 0.5 - 3 * 0.25, 1, 1 - 0.5 - 0.25, -Infinity]);
  });
});

describe('generate and beamSearch', () => {
  test('never write what a bias forbids, from a Map as from a record', async () => {
    const { decoder, state } = chainOf(table);
    const banned = [0, 3, 5];
    const map = new Map(banned.map((id) => [id, -Infinity]));
    const own = { start: [0, 1], eos, maxLength, logitBias: map };
    const rows = await generate(decoder, { ...own, state: state(2) });
    const record = { ...own, logitBias: Object.fromEntries(map), state: state(2) };
    expect(await generate(decoder, record)).toEqual(rows);
    const beams = await beamSearch(decoder, { ...own, state: state(2), best: 5 });
    for (const { tokens } of [...rows, ...beams.flat()]) {
      expect(tokens.some((token) => banned.includes(token))).toBe(false);
    }
  });

  test('report the log probabilities of the decoder, and order beams by penalised ones', async () => {
    const { decoder, state } = chainOf(table);
    const logOf = (from: number, to: number) => {
      const all = (table[from] as number[]).map(Math.exp);
      return Math.log((all[to] as number) / all.reduce((a, b) => a + b));
    };
    const own = { start: [0], eos, maxLength, presencePenalty: 3, logitBias: { 2: 1 } };
    const sumOf = (tokens: readonly number[], ended: string) => {
      const all = ended === 'eos' ? [0, ...tokens, eos] : [0, ...tokens];
      return all.slice(1).reduce((sum, token, i) => sum + logOf(all[i] as number, token), 0);
    };
    const rows = await generate(decoder, { ...own, state: state(1) });
    const [beams = []] = await beamSearch(decoder, { ...own, state: state(1), best: 4, beams: 4 });
    for (const { tokens, ended, logProbability } of [...rows, ...beams]) {
      expect(logProbability).toBeCloseTo(sumOf(tokens, ended), 4);
    }
    for (const { tokens, ended, score, logProbability } of beams) {
      const length = tokens.length + (ended === 'eos' ? 1 : 0);
      const repeated = tokens.length - new Set(tokens).size;
      const bias = tokens.filter((token) => token === 2).length;
      expect(score).toBeCloseTo((logProbability - 3 * repeated + bias) / length, 4);
    }
  });

  test('give each row its own prompt and penalties, as it would have alone', async () => {
    const { decoder, state } = chainOf(table);
    const prompts = [[5, 1, 0], [3, 3], [1]];
    const start = prompts.map((prompt) => prompt.at(-1) as number);
    const own = { eos, maxLength, minLength: 2, repetitionPenalty: 1.7, frequencyPenalty: 0.3 };
    const rows = await generate(decoder, { ...own, state: state(3), start, prompts });
    const beams = await beamSearch(decoder, { ...own, state: state(3), start, prompts, beams: 3 });
    for (const [i, prompt] of prompts.entries()) {
      const one = { ...own, start: [start[i] as number], prompts: [prompt] };
      expect(await generate(decoder, { ...one, state: state(1) })).toEqual([rows[i]]);
      expect(await beamSearch(decoder, { ...one, state: state(1), beams: 3 })).toEqual([beams[i]]);
    }
  });

  test.each([
    [{ repetitionPenalty: 0 }, 'repetitionPenalty: expected a'],
    [{ repetitionPenalty: Infinity }, 'repetitionPenalty: expected a'],
    [{ presencePenalty: Number.NaN }, 'presencePenalty: expected a finite number, got NaN'],
    [{ frequencyPenalty: '1' }, 'frequencyPenalty: expected a finite number, got "1"'],
    [{ logitBias: [1] }, 'logitBias: expected a Map or a record of biases by id, got [1]'],
    [{ logitBias: { a: 1 } }, 'logitBias: expected ids, got NaN'],
    [{ logitBias: { '': 1 } }, 'logitBias: expected ids, got NaN'],
    [
      { logitBias: { 1: Infinity } },
      'logitBias.1: expected a finite number or -Infinity, got Infinity',
    ],
    [{ logitBias: new Map([[1.5, 1]]) }, 'logitBias: expected ids, got 1.5'],
    [{ logitBias: { 2: 1 } }, 'logitBias: expected an integer from 0 to 1, got 2'],
    [{ minLength: -1, eos: 1 }, 'minLength: expected an integer from 0'],
    [{ minLength: 2 }, 'minLength: expected none without eos, got 2'],
    [{ minLength: 6, eos: 1 }, 'minLength: expected at most maxLength, 5, got 6'],
    [{ prompts: [[1]] }, 'prompts: expected none without repetitionPenalty'],
    [{ prompts: 3, repetitionPenalty: 2 }, 'prompts: expected an array of prompts, got 3'],
    [{ prompts: [], repetitionPenalty: 2 }, 'prompts: expected one for each of 1 rows, got 0'],
    [{ prompts: [[-1]], repetitionPenalty: 2 }, 'prompts.0.0: expected an integer from 0'],
    [
      { prompts: [[2]], repetitionPenalty: 2 },
      'prompts.0.0: expected an integer from 0 to 1, got 2',
    ],
    [{ constraint: /a/ }, 'constraint.begin: expected a function, got undefined'],
  ])('refuse %j', async (options, message) => {
    const decoder = {
      step: (_: tf.Tensor, state: object) => ({ logits: tf.tensor2d([[1, 2]]), state }),
    };
    const own = { state: {}, start: [0], maxLength: 5, ...options } as never;
    const before = tf.memory().numTensors;
    await expect(generate(decoder, own)).rejects.toThrow(`generate: ${message}`);
    await expect(beamSearch(decoder, own)).rejects.toThrow(`beamSearch: ${message}`);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a constraint leaves the tokens that it says, greedily and in beams', async () => {
  // Each token is one more than the one before it, whatever the decoder would rather say.
  const counting: Constraint = {
    begin: () => ({
      expectInside: () => undefined,
      mask: (row, tokens) => {
        const next = ((tokens.at(-1) ?? 0) + 1) % row.length;
        for (let id = 0; id < row.length; id++) if (id !== next) row[id] = Number.NEGATIVE_INFINITY;
      },
    }),
  };
  const decoder = {
    step: (tokens: tf.Tensor, state: object) => ({
      logits: tf.tile(tf.tensor2d([[5, 1, 2, 3]]), [tokens.size, 1]),
      state,
    }),
  };
  const told = { state: {}, start: [0], maxLength: 5, constraint: counting };
  const [row] = await generate(decoder, told);
  expect(row?.tokens).toEqual([1, 2, 3, 0, 1]);
  const [[best] = []] = await beamSearch(decoder, { ...told, beams: 2 });
  expect(best?.tokens).toEqual([1, 2, 3, 0, 1]);
});
