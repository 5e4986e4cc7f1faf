import {
  checkedLater,
  expected,
  expectInteger,
  expectTensor,
  LARGEST,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { padRows } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';

/** A batch of pairs of sentences, as ids. */
export interface PairBatch {
  /** What is read, int32 [batch, source]. */
  readonly source: tf.Tensor2D;
  /** Words of each. */
  readonly sourceLengths: Int32Array;
  /** What the decoder is given: the beginning, and each word but the last; int32 [batch, target]. */
  readonly inputs: tf.Tensor2D;
  /** What it is to say: each word and the end; −100, which losses ignore, where a sentence is over. */
  readonly labels: tf.Tensor2D;
  /** Words of each with their end. */
  readonly targetLengths: Int32Array;
}

/** The ids around a sentence that is said. */
export interface SentenceEnds {
  readonly sos: number;
  readonly eos: number;
}

const ENDS: OptionChecks<SentenceEnds> = { sos: checkedLater, eos: checkedLater };

const PARTS: OptionChecks<PairBatch> = {
  source: checkedLater,
  sourceLengths: checkedLater,
  inputs: checkedLater,
  labels: checkedLater,
  targetLengths: checkedLater,
};

/** A batch, each part read once; the coders check what they are given of it. */
export function readBatch(where: string, batch: PairBatch): PairBatch {
  const own = readOptions(`${where}: batch`, batch, PARTS);
  expectTensor(where, 'batch.inputs', own.inputs, ['batch', 'time'], 'int32');
  expectTensor(where, 'batch.labels', own.labels, own.inputs.shape, 'int32');
  return own;
}

/** The label of padding: `softmaxCrossEntropy` ignores it. */
const IGNORED = -100;

/**
 * Pairs of ids as a batch: sentences without beginning and end, which are put around the targets.
 *
 * @throws TypeError, RangeError if a pair is not two lists of ids, or a source is empty
 */
export function pairBatch(
  pairs: readonly (readonly [source: readonly number[], target: readonly number[]])[],
  ends: SentenceEnds,
): PairBatch {
  const where = 'pairBatch';
  const { sos, eos } = readOptions(where, ends, ENDS);
  expectInteger(where, 'sos', sos, 0, LARGEST);
  expectInteger(where, 'eos', eos, 0, LARGEST);
  if (!Array.isArray(pairs) || pairs.length === 0) {
    throw new TypeError(expected(`${where}: pairs`, 'an array with a pair or more', pairs));
  }
  for (const [i, pair] of pairs.entries()) expectIdPair(where, `pairs.${i}`, pair);
  return tf.tidy(() => {
    const source = padRows(
      pairs.map(([ids]) => ids),
      0,
    );
    const inputs = padRows(
      pairs.map(([, ids]) => [sos, ...ids]),
      0,
    );
    const targetLengths = Int32Array.from(inputs.lengths);
    const [batch, time] = inputs.ids.shape;
    const labels = new Int32Array(batch * time).fill(IGNORED);
    pairs.forEach(([, ids], i) => {
      labels.set([...ids, eos], i * time);
    });
    return {
      ...{ source: source.ids, sourceLengths: Int32Array.from(source.lengths) },
      ...{ inputs: inputs.ids, labels: tf.tensor2d(labels, [batch, time], 'int32'), targetLengths },
    } as never;
  }) as PairBatch;
}

/** @throws TypeError, RangeError for what is no pair of ids, or has no source */
export function expectIdPair(where: string, name: string, pair: unknown): void {
  if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((ids) => Array.isArray(ids))) {
    throw new TypeError(expected(`${where}: ${name}`, 'ids of a source and a target', pair));
  }
  for (const [side, ids] of (pair as unknown[][]).entries()) {
    // The text of a name that is not needed costs more than the check.
    const i = ids.findIndex(
      (id) => !(Number.isInteger(id) && (id as number) >= 0 && (id as number) <= LARGEST),
    );
    if (i >= 0) expectInteger(where, `${name}.${side}.${i}`, ids[i] as number, 0, LARGEST);
  }
  if ((pair[0] as unknown[]).length > 0) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a source with a word', pair[0]));
}
