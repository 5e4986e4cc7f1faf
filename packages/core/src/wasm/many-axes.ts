import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../check/describe';
import { ShapeError } from '../check/shape';
import { broadcastShape } from './broadcast-shape';

/** As many axes as XNNPACK takes. Of more it says so on the console, and leaves the result unwritten. */
const MOST = 6;

/** tfjs's kernels that call it. */
export const ON_XNNPACK = [tf.Add, tf.Sub, tf.Multiply, tf.RealDiv, tf.SquaredDifference] as const;

/**
 * A kernel of two inputs that broadcast, for any number of axes: neighbours that broadcast alike are one axis to `original`.
 *
 * @throws ShapeError if more than six such groups are left
 */
export function ofManyAxes(kernelName: string, original: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    if (a.shape.length <= MOST && b.shape.length <= MOST) return original(call);
    const axes = mergedAxes(a.shape, b.shape);
    if (axes.length > MOST) {
      const shapes = `${describeShape(a.shape)} and ${describeShape(b.shape)}`;
      throw new ShapeError(
        `${kernelName}: expected at most ${MOST} groups of neighbouring axes that broadcast alike, got ${shapes}`,
      );
    }
    const inputs = {
      a: { ...infoOf(a), shape: axes.map((axis) => axis.a) },
      b: { ...infoOf(b), shape: axes.map((axis) => axis.b) },
    };
    const y = original({ ...call, inputs }) as tf.TensorInfo;
    return { ...y, shape: broadcastShape(a.shape, b.shape) as number[] };
  };
}

function infoOf({ dataId, dtype }: tf.TensorInfo): Omit<tf.TensorInfo, 'shape'> {
  return { dataId, dtype };
}

interface Axis {
  a: number;
  b: number;
}

/** The axes of both, aligned at the last, without those of size 1 in both; neighbours that broadcast alike are one. */
function mergedAxes(a: readonly number[], b: readonly number[]): Axis[] {
  const rank = Math.max(a.length, b.length);
  const merged: Axis[] = [];
  for (let i = rank; i >= 1; i--) {
    const axis = { a: a[a.length - i] ?? 1, b: b[b.length - i] ?? 1 };
    if (axis.a === 1 && axis.b === 1) continue;
    const last = merged[merged.length - 1];
    if (last !== undefined && kindOf(last) === kindOf(axis)) {
      last.a *= axis.a;
      last.b *= axis.b;
    } else merged.push(axis);
  }
  return merged;
}

function kindOf({ a, b }: Axis): string {
  if (a === b) return 'both';
  return a === 1 ? 'b' : 'a';
}
