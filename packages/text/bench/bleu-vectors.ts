import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BleuOptions, bleu } from '@dl/text';

/** sacreBLEU's own tests (test/test_bleu.py), and what it gave for `src/fixtures/sacre_bleu.py`. */
interface Vector {
  readonly options: Record<string, unknown>;
  readonly references: number;
  readonly score: number;
}

const HYPOTHESES = [
  'The dog bit the man.',
  "It wasn't surprising.",
  'The man had just bitten him.',
];
const REFERENCES = [
  ['The dog bit the man.', 'It was not unexpected.', 'The man bit him first.'],
  ['The dog had bit the man.', 'No one was surprised.', 'The man had bitten the dog.'],
];
const PUBLISHED: readonly [BleuOptions, number][] = [
  [{}, 48.530827],
  [{ tokenizer: '13a' }, 48.530827],
  [{ tokenizer: 'none' }, 49.1919566],
  [{ tokenizer: 'intl' }, 43.91623493],
  [{ smoothing: 'none' }, 48.530827],
];

/** The share of sacreBLEU's scores that ours equal to six decimals. */
export async function bleuVectors(root: string) {
  const file = path.join(root, 'packages/text/src/fixtures/sacre-bleu.json');
  const { hypotheses, references, bleu: vectors } = JSON.parse(await readFile(file, 'utf8'));
  const agree = [
    ...PUBLISHED.map(([options, score]) =>
      isNear(bleu(HYPOTHESES, REFERENCES, options).score, score),
    ),
    ...(vectors as Vector[]).map(({ options, references: count, score }) =>
      isNear(bleu(hypotheses, references.slice(0, count), optionsOf(options)).score, score),
    ),
  ];
  return { ours: agree.filter(Boolean).length / agree.length };
}

const isNear = (ours: number, score: number) => Math.abs(ours - score) < 1e-6;

function optionsOf(options: Record<string, unknown>): BleuOptions {
  const { tokenize, smooth_method, smooth_value, effective_order, lowercase } = options;
  return {
    tokenizer: tokenize,
    smoothing: smooth_method,
    effectiveOrder: effective_order,
    lowercase,
    ...(smooth_value === null ? {} : { smoothingValue: smooth_value }),
  } as BleuOptions;
}
