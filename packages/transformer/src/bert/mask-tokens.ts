import type { Rng } from '@dl/core';
import {
  checkedLater,
  expected,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** How tokens are hidden. */
export interface MaskTokensOptions {
  /** Draws which. Required. */
  rng: Rng;
  /** The id of `[MASK]`. Required. */
  maskId: number;
  /** Ids are below it; random tokens are drawn from all of them but `special`. Required. */
  vocabSize: number;
  /** Ids that are never hidden, such as `[CLS]`, `[SEP]` and padding. Default: `maskId` alone. */
  special?: readonly number[] | undefined;
  /** The share of tokens that are asked for, in (0, 1]. Default 0.15. */
  rate?: number | undefined;
  /** What shorter rows are filled up with. Default 0. */
  paddingId?: number | undefined;
}

const OPTIONS: OptionChecks<MaskTokensOptions> = {
  rng: checkedLater,
  maskId: checkedLater,
  vocabSize: expectPositiveInteger,
  special: checkedLater,
  rate: (where, name, value) => {
    if (typeof value === 'number' && value > 0 && value <= 1) return;
    throw new RangeError(expected(`${where}: ${name}`, 'a number in (0, 1]', value));
  },
  paddingId: checkedLater,
};

/** A batch with tokens hidden, for `Bert.loss`. */
export interface MaskedBatch {
  /** int32 [batch, time]: what the model sees. */
  readonly ids: tf.Tensor2D;
  /** int32 [batch, time]: what stood there, and −100 where nothing is asked. */
  readonly labels: tf.Tensor2D;
  /** Of each row, for `mask: { lengths }`. */
  readonly lengths: number[];
}

/**
 * Hides tokens of rows of ids as BERT's training does: each is chosen with probability `rate`, and a chosen one becomes `maskId` in 80 of
 * 100 cases, a random token in 10, and stays in 10. If chance chooses none of the batch, one is chosen all the same, so that a loss is a number.
 *
 * Devlin et al., BERT: Pre-training of deep bidirectional Transformers, 2019, 3.1.
 *
 * @throws TypeError for rows that are no arrays of ids; RangeError for ids outside of the vocabulary, rows without a token that may
 *   be hidden, options out of range
 */
export function maskTokens(
  rows: readonly ArrayLike<number>[],
  options: MaskTokensOptions,
): MaskedBatch {
  const where = 'maskTokens';
  const own = readOptions(where, options, OPTIONS);
  const { rng, maskId, vocabSize, rate = 0.15, paddingId = 0, special = [maskId] } = own;
  expectRng(where, rng);
  expectPositiveInteger(where, 'vocabSize', vocabSize);
  expectInteger(where, 'maskId', maskId, 0, vocabSize - 1);
  expectInteger(where, 'paddingId', paddingId, 0, vocabSize - 1);
  const kept = readSpecial(where, special, vocabSize);
  const time = readRows(where, rows, vocabSize);
  const ids = new Int32Array(rows.length * time).fill(paddingId);
  const labels = new Int32Array(rows.length * time).fill(-100);
  const free: number[] = [];
  for (const [row, tokens] of rows.entries()) {
    for (let i = 0; i < tokens.length; i++) {
      const at = row * time + i;
      ids[at] = tokens[i] as number;
      if (!kept.has(tokens[i] as number)) free.push(at);
    }
  }
  if (free.length === 0) {
    throw new RangeError(expected(`${where}: rows`, 'a token that may be hidden', [...rows]));
  }
  let chosen = free.filter(() => rng.next() < rate);
  if (chosen.length === 0) chosen = [free[rng.int(0, free.length)] as number];
  for (const at of chosen) {
    labels[at] = ids[at] as number;
    const chance = rng.next();
    if (chance < 0.8) ids[at] = maskId;
    else if (chance < 0.9) ids[at] = anyToken(rng, vocabSize, kept);
  }
  const shape: [number, number] = [rows.length, time];
  return {
    ids: tf.tensor2d(ids, shape, 'int32'),
    labels: tf.tensor2d(labels, shape, 'int32'),
    lengths: rows.map(({ length }) => length),
  };
}

/** A token that is not special; one that may be hidden has been seen, so there is one. */
function anyToken(rng: Rng, vocabSize: number, special: ReadonlySet<number>): number {
  for (;;) {
    const id = rng.int(0, vocabSize);
    if (!special.has(id)) return id;
  }
}

function readSpecial(where: string, special: unknown, vocabSize: number): Set<number> {
  if (!Array.isArray(special)) {
    throw new TypeError(expected(`${where}: special`, 'an array of ids', special));
  }
  for (const [i, id] of special.entries()) {
    expectInteger(where, `special.${i}`, id, 0, vocabSize - 1);
  }
  return new Set(special);
}

/** The longest row. */
function readRows(where: string, rows: readonly ArrayLike<number>[], vocabSize: number): number {
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new TypeError(expected(`${where}: rows`, 'an array of rows of ids, one at least', rows));
  }
  let time = 1;
  for (const [row, tokens] of rows.entries()) {
    const { length } = Object(tokens) as ArrayLike<number>;
    if (typeof tokens === 'string' || !Number.isInteger(length)) {
      throw new TypeError(expected(`${where}: rows.${row}`, 'an array of ids', tokens));
    }
    if (length === 0)
      throw new RangeError(expected(`${where}: rows.${row}`, 'an id or more', tokens));
    for (let i = 0; i < length; i++) {
      expectInteger(where, `rows.${row}.${i}`, tokens[i] as number, 0, vocabSize - 1);
    }
    time = Math.max(time, length);
  }
  return time;
}
