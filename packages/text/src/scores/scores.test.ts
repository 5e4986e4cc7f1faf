import { random } from '@dl/core';
import { describe, expect, test } from 'vitest';
import { bleu, sentenceBleu } from './bleu';
import { chrf } from './chrf';
import { exactMatch } from './exact-match';
import { comparedBy, pairedBootstrap } from './paired-bootstrap';
import { perplexity } from './perplexity';
import { withoutLastBlanks } from './python-text';

test('equal sentences have 100, empty ones 0', () => {
  expect(bleu(['a b c d e'], ['a b c d e']).score).toBeCloseTo(100, 9);
  expect(chrf(['a b c'], ['a b c']).score).toBeCloseTo(100, 9);
  expect(bleu([''], ['a b']).score).toBe(0);
  expect(bleu(['a'], ['']).score).toBe(0);
  expect(bleu([''], ['']).score).toBe(0);
  expect(chrf([''], ['']).score).toBe(0);
  expect(sentenceBleu('', 'a').score).toBe(0);
  expect(() => sentenceBleu('a', 'a', 3 as never)).toThrow('expected an object of options, got 3');
});

test('a sentence may lack a reference in one of several lists', () => {
  const { signature } = bleu(
    ['a b', 'c d'],
    [
      ['a b', 'c d'],
      ['x', undefined],
    ],
  );
  expect(signature).toMatch(/^nrefs:var\|/);
});

test('Japanese is cut into words by Intl.Segmenter, which the signature names', () => {
  const own = { tokenizer: 'ja-segmenter' } as const;
  const { score, signature } = bleu(['今日は良い天気です。'], ['今日は良い天気です。'], own);
  expect(score).toBeCloseTo(100, 9);
  expect(signature).toContain('tok:ja-segmenter');
});

test('exactMatch counts equal sentences', () => {
  expect(
    exactMatch(
      ['a ', 'b', 'c'],
      [
        ['a', 'x', 'd'],
        ['y', 'b', 'e'],
      ],
    ),
  ).toBeCloseTo(2 / 3, 12);
});

test('perplexity of uniform choices is their number', () => {
  expect(perplexity([0.25, 0.25, 0.25].map(Math.log))).toBeCloseTo(4, 12);
  expect(perplexity([-Infinity])).toBe(Infinity);
  expect(() => perplexity([])).toThrow('perplexity: expected a token or more, got none');
  expect(() => perplexity([0.5])).toThrow('perplexity: 0: expected a log probability, at most 0');
  expect(() => perplexity([Number.NaN])).toThrow('perplexity: 0');
});

describe('pairedBootstrap', () => {
  const references = Array.from({ length: 60 }, (_, i) => `the ${i} cat sat on the mat ${i % 7}`);
  const worse = references.map((line, i) => (i % 3 ? line.replace('cat sat', 'dog was') : line));

  test('tells a better system from an equal one, and the same seed gives the same', () => {
    const found = pairedBootstrap(worse, references, references, { rng: random(1), samples: 200 });
    expect(found.p).toBeLessThan(0.05);
    expect(found.system.score).toBeCloseTo(100, 6);
    expect(found.baseline.interval).toBeGreaterThan(0);
    const again = pairedBootstrap(worse, references, references, { rng: random(1), samples: 200 });
    expect(again).toEqual(found);
    const shifted = references.map((line, i) => (i % 2 ? line : (worse[i] as string)));
    const other = references.map((line, i) => (i % 2 ? (worse[i] as string) : line));
    const equal = pairedBootstrap(shifted, other, references, {
      rng: random(2),
      samples: 200,
      metric: 'chrf',
    });
    expect(equal.p).toBeGreaterThan(0.05);
  });

  test('needs a generator', () => {
    expect(() => pairedBootstrap(['a'], ['a'], ['a'], {} as never)).toThrow(
      'pairedBootstrap: rng: expected a generator of random(), got undefined',
    );
  });
});

test.each([
  [[['a'], []], 'bleu: references: expected as many texts as hypotheses (1), got 0'],
  [
    [['a'], [['a'], ['b', 'c']]],
    'bleu: references.1: expected as many texts as hypotheses (1), got 2',
  ],
  [[[], []], 'bleu: hypotheses: expected a sentence or more, got none'],
  [['a', ['a']], 'bleu: hypotheses: expected an array of texts, got "a"'],
  [[[undefined], ['a']], 'bleu: hypotheses.0: expected a text, got undefined'],
  [[['a'], [[undefined]]], 'bleu: references: expected one of sentence 0, got none'],
  [
    [['a'], ['a'], { tokenizer: 'zh' }],
    'bleu: tokenizer: expected "13a", "intl", "char", "none" or "ja-segmenter", got "zh"',
  ],
])('refuses %j', (args, message) => {
  expect(() => (bleu as (...all: unknown[]) => unknown)(...args)).toThrow(message);
});

test('the signature tells a smoothing value where it has effect', () => {
  const signatureOf = (options: object) => bleu(['a b'], ['a b'], options).signature;
  expect(signatureOf({ smoothing: 'exp', smoothingValue: 3 })).toContain('smooth:exp|');
  expect(signatureOf({ smoothing: 'floor', smoothingValue: 3 })).toContain('smooth:floor[3.00]|');
  expect(signatureOf({ smoothing: 'add-k' })).toContain('smooth:add-k[1.00]|');
});

test('resamples are compared one after the other, as a generator gives them', () => {
  function* draws() {
    yield [0, 0];
    yield [1, 1];
  }
  const sumOfFirst = ([first = 0]: readonly number[]) => first;
  const { baseline, p } = comparedBy(
    [
      [[1], [2]],
      [[1], [4]],
    ],
    sumOfFirst,
    draws(),
  );
  expect([baseline.mean, p]).toEqual([3, 1 / 3]);
});

test('a long run of blanks is stripped in a moment', () => {
  const start = performance.now();
  const blanks = ' '.repeat(3e5);
  expect(withoutLastBlanks(`${blanks}x\u0085\t${blanks}`)).toBe(`${blanks}x`);
  expect(withoutLastBlanks(blanks)).toBe('');
  expect(performance.now() - start).toBeLessThan(2000);
});
