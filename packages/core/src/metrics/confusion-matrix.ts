import { expectInteger, expectPositiveInteger } from '../check/number';
import { type OptionChecks, readOptions } from '../check/options';
import { expectClasses, expectLabelShape, largestOf } from './class-labels';
import { type NumberArray, type Numbers, readArray } from './read-array';

export interface ConfusionMatrixOptions {
  /** A label whose rows are left out. Default −100. */
  ignoreIndex?: number;
}

const OPTIONS: OptionChecks<ConfusionMatrixOptions> = { ignoreIndex: expectInteger };

/** How often a row of each class was taken for each class: what precision, recall and F1 are made of. */
export class ConfusionMatrix {
  readonly classes: number;
  readonly ignoreIndex: number;
  /** [classes, classes], row by row: a row is the class of the label, a column the predicted one. */
  readonly counts: Float64Array;

  /** @throws RangeError if `classes` is not a positive integer, TypeError for an unknown option */
  constructor(classes: number, options?: ConfusionMatrixOptions) {
    const { ignoreIndex = -100 } = readOptions('ConfusionMatrix', options, OPTIONS);
    expectPositiveInteger('ConfusionMatrix', 'classes', classes, 2 ** 15);
    this.classes = classes;
    this.ignoreIndex = ignoreIndex;
    this.counts = new Float64Array(classes * classes);
  }

  /** How many rows of the class `label` were taken for `predicted`. */
  at(label: number, predicted: number): number {
    expectInteger('ConfusionMatrix.at', 'label', label, 0, this.classes - 1);
    expectInteger('ConfusionMatrix.at', 'predicted', predicted, 0, this.classes - 1);
    return this.counts[label * this.classes + predicted] as number;
  }

  /**
   * Adds a batch.
   *
   * @param predicted [...]: class indices; or [..., classes]: scores, of which the largest counts
   * @param labels [...]: class indices
   * @throws ShapeError if the shapes do not fit, RangeError for an index outside of the classes
   */
  async update(predicted: Numbers, labels: Numbers): Promise<void> {
    const where = 'ConfusionMatrix.update';
    const { classes, ignoreIndex } = this;
    const [p, l] = await Promise.all([
      readArray(where, 'predicted', predicted),
      readArray(where, 'labels', labels),
    ]);
    const scored = p.shape.length === l.shape.length + 1 && p.shape.at(-1) === classes;
    expectLabelShape(where, l, scored ? p.shape.slice(0, -1) : p.shape);
    const chosen = scored ? largestOfRows(p, classes) : p;
    expectClasses(where, 'predicted', chosen, classes);
    expectClasses(where, 'labels', l, classes, ignoreIndex);
    for (let row = 0; row < l.values.length; row++) {
      const label = l.values[row] as number;
      if (label === ignoreIndex) continue;
      (this.counts[label * classes + (chosen.values[row] as number)] as number) += 1;
    }
  }

  /** Forgets all. */
  reset(): void {
    this.counts.fill(0);
  }
}

function largestOfRows({ values, shape }: NumberArray, classes: number): NumberArray {
  const rows = values.length / classes;
  return {
    values: Array.from({ length: rows }, (_, row) => largestOf(values, row * classes, classes)),
    shape: shape.slice(0, -1),
  };
}
