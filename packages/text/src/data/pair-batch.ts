import {
  checkedLater,
  expected,
  expectInteger,
  expectTensor,
  LARGEST,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';

import * as tf from '@tensorflow/tfjs-core';
import { expectIdPair, type IdPair } from './id-pair';
import { padRows } from './pad-rows';

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

/**
 * A batch, each part read once, for models that learn from pairs. They check ids and lengths themselves.
 *
 * @throws TypeError, ShapeError, Error for what is no batch of pairs
 */
export function readPairBatch(where: string, batch: PairBatch): PairBatch {
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
export function pairBatch(pairs: readonly IdPair[], ends: SentenceEnds): PairBatch {
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
