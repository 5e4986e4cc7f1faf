import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { bleu, bleuOfStatistics, bleuStatistics, sentenceBleu } from './bleu';
import type { BleuOptions, Smoothing } from './bleu-options';
import { BLEU_TOKENIZERS, type BleuTokenizer } from './bleu-tokenizers';
import { chrf, sentenceChrf } from './chrf';
import { pairUp } from './corpus';
import { comparedBy } from './paired-bootstrap';
import { withoutLastBlanks } from './python-text';

// Made by ../fixtures/sacre_bleu.py
const file = new URL('../fixtures/sacre-bleu.json', import.meta.url);
const golden = JSON.parse(await readFile(file, 'utf8'));
const { hypotheses, others, references } = golden;
const withoutVersion = (signature: string) => signature.replace(/version:.*/, '');

describe('bleu', () => {
  // test/test_bleu.py of mjpost/sacrebleu, README's example.
  const own = ['The dog bit the man.', "It wasn't surprising.", 'The man had just bitten him.'];
  const two = [
    ['The dog bit the man.', 'It was not unexpected.', 'The man bit him first.'],
    ['The dog had bit the man.', 'No one was surprised.', 'The man had bitten the dog.'],
  ];

  test('has the published scores', () => {
    expect(bleu(own, two).score).toBeCloseTo(48.530827, 6);
    expect(bleu(own, two, { tokenizer: 'none' }).score).toBeCloseTo(49.1919566, 6);
    expect(bleu(own, two, { tokenizer: 'intl' }).score).toBeCloseTo(43.91623493, 6);
    expect(bleu(own, two, { smoothing: 'none' }).score).toBeCloseTo(48.530827, 6);
    expect(bleu(['', '', ''], two).score).toBe(0);
    expect(sentenceBleu('test', 'a test').score).toBeCloseTo(36.78794411714425, 9);
  });

  test.each(golden.bleu as BleuCase[])('equals sacreBLEU: $signature', (own) => {
    const { tokenize, smooth_method, smooth_value, effective_order, lowercase } = own.options;
    const options: BleuOptions = {
      tokenizer: tokenize,
      smoothing: smooth_method,
      ...(smooth_value === null ? {} : { smoothingValue: smooth_value }),
      effectiveOrder: effective_order,
      lowercase,
    };
    const lists = references.slice(0, own.references);
    const got = bleu(hypotheses, lists, options);
    expect(got.score).toBeCloseTo(own.score, 9);
    expect(got.brevityPenalty).toBeCloseTo(own.bp, 12);
    expect([got.hypothesisLength, got.referenceLength]).toEqual(own.lengths);
    own.precisions.forEach((precision, i) => {
      expect(got.precisions[i]).toBeCloseTo(precision, 9);
    });
    expect(withoutVersion(got.signature)).toBe(withoutVersion(own.signature));
    own.sentences.forEach((score, i) => {
      const refs = lists.map((list: string[]) => list[i]);
      expect(sentenceBleu(hypotheses[i], refs, options).score).toBeCloseTo(score, 9);
    });
  });

  test.each(golden.tokenized as { tokenizer: BleuTokenizer; lines: string[][] }[])(
    'has the words of sacreBLEU: $tokenizer',
    ({ tokenizer, lines }) => {
      const got = golden.texts.map((text: string) =>
        BLEU_TOKENIZERS[tokenizer](withoutLastBlanks(text)),
      );
      expect(got).toEqual(lines);
    },
  );
});

describe('chrf', () => {
  test.each(golden.chrf as ChrfCase[])('equals sacreBLEU: $name $signature', (own) => {
    const { word_order, eps_smoothing, ...same } = own.options;
    const options = { ...same, wordOrder: word_order, epsilonSmoothing: eps_smoothing };
    const lists = references.slice(0, own.references);
    const got = chrf(hypotheses, lists, options);
    expect(got.score).toBeCloseTo(own.score, 9);
    expect(got.name).toBe(own.name);
    expect(withoutVersion(got.signature)).toBe(withoutVersion(own.signature));
    own.sentences.forEach((score, i) => {
      const refs = lists.map((list: string[]) => list[i]);
      expect(sentenceChrf(hypotheses[i], refs, options).score).toBeCloseTo(score, 9);
    });
  });
});

test('the paired bootstrap has the p-value and the interval of sacreBLEU, given its resamples', () => {
  const { draws, score, p, mean, interval } = golden.bootstrap;
  const [before, after] = [hypotheses, others].map((own) =>
    bleuStatistics(pairUp('test', own, references), {}),
  ) as [number[][], number[][]];
  const got = comparedBy([before, after], (sums) => bleuOfStatistics(sums, {}).score, draws);
  expect(got.p).toBeCloseTo(p, 12);
  expect(got.system.score).toBeCloseTo(score, 9);
  expect(got.system.mean).toBeCloseTo(mean, 4);
  expect(got.system.interval).toBeCloseTo(interval, 4);
});

interface BleuCase {
  options: {
    tokenize: BleuTokenizer;
    smooth_method: Smoothing;
    smooth_value: number | null;
    effective_order: boolean;
    lowercase: boolean;
  };
  references: number;
  score: number;
  precisions: number[];
  bp: number;
  lengths: number[];
  signature: string;
  sentences: number[];
}

interface ChrfCase {
  options: {
    word_order: number;
    lowercase: boolean;
    whitespace: boolean;
    eps_smoothing: boolean;
    beta: number;
  };
  references: number;
  score: number;
  name: string;
  signature: string;
  sentences: number[];
}
