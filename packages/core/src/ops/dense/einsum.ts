import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../wasm/product';
import { expectFloats } from '../kit/check';
import { sumOf } from '../kit/of-nothing';
import { gather } from '../rows/gather';
import { transpose } from '../shape/transpose';
import { type EinsumPlan, readEquation } from './einsum-equation';
import { matMul } from './mat-mul';

/**
 * Sums of products in Einstein's notation, as `torch.einsum`: `'bij,bjk->bik'` is a batched product, `'ii->i'` a diagonal,
 * `'ij->j'` a sum, `'...ij->...ji'` a transpose. A letter that the output lacks is summed over; axes of one entry broadcast.
 * Lowered to `matMul`, operands from left to right, with its transposes where they save a copy. Gradient: that of the
 * products.
 *
 * @param equation letters name axes, `...` those that broadcast; without `->` the output has those letters that occur once,
 *   in alphabetical order
 * @param operands float32
 * @throws RangeError for an equation that is none, ShapeError for shapes that do not fit it
 *
 * @example
 * ```ts
 * const y = einsum('bij,bjk->bik', tf.ones([2, 3, 4]), tf.ones([2, 4, 5])); // [2, 3, 5]
 * ```
 */
export function einsum(equation: string, ...operands: tf.Tensor[]): tf.Tensor {
  operands.forEach((x, i) => {
    expectFloats('einsum', `operands[${i}]`, x, true);
  });
  const plan = readEquation(
    equation,
    operands.map(({ shape }) => shape),
  );
  return tf.tidy(() => {
    const terms = operands.map((x, i) => diagonals({ x, labels: [...(plan.inputs[i] ?? [])] }));
    let result = terms[0] as Term;
    for (let i = 1; i < terms.length; i++) {
      const later = new Set([
        ...plan.output,
        ...terms.slice(i + 1).flatMap(({ labels }) => labels),
      ]);
      result = multiply(result, terms[i] as Term, later, plan);
    }
    const summed = sumAxes(result, (label) => plan.output.includes(label));
    const { x, labels } = summed;
    const y = reorder(
      x,
      plan.output.map((label) => labels.indexOf(label)),
    );
    // An operand that the equation leaves as it is comes back as a tensor of its own.
    return operands.includes(y) ? tf.clone(y) : y;
  });
}

interface Term {
  readonly x: tf.Tensor;
  /** One an axis, all of them different. */
  readonly labels: readonly string[];
}

/** The entries where axes with one label have one index. */
function diagonals({ x, labels }: Term): Term {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second < 0) return { x, labels };
  const first = labels.indexOf(labels[second] as string);
  const size = x.shape[first] as number;
  const others = labels.map((_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  const last = transpose(x, [...others, first, second]);
  const rest = others.map((axis) => x.shape[axis] as number);
  const flat = tf.reshape(last, [...rest, size * (x.shape[second] as number)]);
  const ids = tf.range(0, size * size, size + 1, 'int32');
  const own = [...others.map((axis) => labels[axis] as string), labels[first] as string];
  return diagonals({ x: gather(flat, ids, -1), labels: own });
}

/** Sums over the axes whose labels nothing needs any more. */
function sumAxes({ x, labels }: Term, isNeeded: (label: string) => boolean): Term {
  const axes = labels.flatMap((label, axis) => (isNeeded(label) ? [] : [axis]));
  if (axes.length === 0) return { x, labels };
  return { x: sumOf(x, axes), labels: labels.filter(isNeeded) };
}

/** Takes out axes of one entry whose label has more entries elsewhere. */
function squeeze({ x, labels }: Term, sizes: EinsumPlan['sizes']): Term {
  const kept = labels.filter((label, axis) => x.shape[axis] === sizes.get(label));
  if (kept.length === labels.length) return { x, labels };
  return {
    x: tf.reshape(
      x,
      kept.map((label) => sizes.get(label) as number),
    ),
    labels: kept,
  };
}

/** The product of two terms, as a batch of products of matrices, summed over what is not in `later`. */
function multiply(
  left: Term,
  right: Term,
  later: ReadonlySet<string>,
  { sizes }: EinsumPlan,
): Term {
  let [a, b] = [squeeze(left, sizes), squeeze(right, sizes)];
  a = sumAxes(a, (label) => later.has(label) || b.labels.includes(label));
  b = sumAxes(b, (label) => later.has(label) || a.labels.includes(label));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const inner = shared.filter((label) => !later.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const one = asMatrices(a, batch, rows, inner, sizes);
  const other = asMatrices(b, batch, inner, columns, sizes);
  const product = matMul(one.x, other.x, {
    transposeA: one.transposed,
    transposeB: other.transposed,
  });
  const labels = [...batch, ...rows, ...columns];
  return {
    x: tf.reshape(
      product,
      labels.map((label) => sizes.get(label) as number),
    ),
    labels,
  };
}

/** A term as matrices [batch, rows, columns], or with the last two in turn where it lies so. */
function asMatrices(
  { x, labels }: Term,
  batch: readonly string[],
  rows: readonly string[],
  columns: readonly string[],
  sizes: EinsumPlan['sizes'],
): { x: tf.Tensor; transposed: boolean } {
  const place = (label: string) => labels.indexOf(label);
  const turned = [...batch, ...columns, ...rows].map(place);
  const transposed = isInOrder(turned) && columns.length > 0 && rows.length > 0;
  const ordered = transposed ? x : reorder(x, [...batch, ...rows, ...columns].map(place));
  const size = (list: readonly string[]) => sizeOf(list.map((label) => sizes.get(label) as number));
  const matrix = transposed ? [size(columns), size(rows)] : [size(rows), size(columns)];
  const lead = batch.length > 0 ? [size(batch)] : [];
  return { x: tf.reshape(ordered, [...lead, ...matrix]), transposed };
}

function isInOrder(axes: readonly number[]): boolean {
  return axes.every((axis, i) => axis === i);
}

function reorder(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  return isInOrder(axes) ? x : transpose(x, axes);
}
