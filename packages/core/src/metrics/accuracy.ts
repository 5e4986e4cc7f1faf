import { describeShape } from '../check/describe';
import { expectInteger, expectPositiveInteger } from '../check/number';
import { type OptionChecks, readOptions } from '../check/options';
import { ShapeError } from '../check/shape';
import { expectClasses, expectLabelShape, rankOf } from './class-labels';
import { type Numbers, readArray } from './read-array';

export interface AccuracyOptions {
  /** A row is right where its label is among the k largest scores. Default 1. */
  topK?: number;
  /** A label whose rows are left out. Default −100. */
  ignoreIndex?: number;
}

const OPTIONS: OptionChecks<AccuracyOptions> = {
  topK: expectPositiveInteger,
  ignoreIndex: expectInteger,
};

/**
 * The share of rows whose label has the largest score, or one of the k largest. Of equal scores the one
 * with the lower index comes first; NaN comes before all numbers.
 *
 * @example
 * ```ts
 * const accuracy = new Accuracy();
 * await accuracy.update(tf.tensor2d([[2, 1], [0, 3]]), tf.tensor1d([0, 0], 'int32'));
 * accuracy.value; // 0.5
 * ```
 */
export class Accuracy {
  readonly topK: number;
  readonly ignoreIndex: number;
  /** How many rows were right. */
  correct = 0;
  /** How many were seen. */
  count = 0;

  /** @throws RangeError for a `topK` that is not a positive integer, TypeError for an unknown option */
  constructor(options?: AccuracyOptions) {
    const { topK = 1, ignoreIndex = -100 } = readOptions('Accuracy', options, OPTIONS);
    this.topK = topK;
    this.ignoreIndex = ignoreIndex;
  }

  /** From 0 to 1; NaN before the first row. */
  get value(): number {
    return this.correct / this.count;
  }

  /**
   * Adds a batch.
   *
   * @param scores [..., classes]: logits or probabilities
   * @param labels [...]: class indices
   * @throws ShapeError if the shapes do not fit, RangeError for an index outside of the classes
   */
  async update(scores: Numbers, labels: Numbers): Promise<void> {
    const where = 'Accuracy.update';
    const [s, l] = await Promise.all([
      readArray(where, 'scores', scores),
      readArray(where, 'labels', labels),
    ]);
    if (s.shape.length === 0) {
      throw new ShapeError(`${where}: scores: expected [..., classes], got ${describeShape([])}`);
    }
    const classes = s.shape[s.shape.length - 1] as number;
    expectLabelShape(where, l, s.shape.slice(0, -1));
    expectClasses(where, 'labels', l, classes, this.ignoreIndex);
    for (let row = 0; row < l.values.length; row++) {
      const label = l.values[row] as number;
      if (label === this.ignoreIndex) continue;
      this.count++;
      if (rankOf(s.values, row * classes, classes, label) < this.topK) this.correct++;
    }
  }

  /** Forgets all. */
  reset(): void {
    this.correct = 0;
    this.count = 0;
  }
}
