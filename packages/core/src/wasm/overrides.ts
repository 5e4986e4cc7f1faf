import * as tf from '@tensorflow/tfjs-core';
import { CORE } from '../generated/wasm';
import { ofOneShape } from './arithmetic';
import { ON_XNNPACK, ofManyAxes } from './many-axes';
import { addressOf, allocate } from './output';
import { planProduct, product } from './product';
import { kernelsOf } from './registry';
import type { WasmBackend } from './wasm-backend';

let done = false;

/**
 * Puts core's kernels in the place of tfjs's on the wasm backend, so that tfjs's own ops and their
 * gradients gain too: products with a transpose (tfjs: a naive loop); tanh, exp and log (tfjs:
 * scalar); sums, differences and products of one shape; and `Identity`, which the tape calls for whatever it saves (tfjs: a copy; here: one more
 * reference to the same data). It also mends what tfjs's get wrong: `Select` of truth values and of empty
 * axes, `ClipByValue` of NaN, and sums, differences, products and quotients of more than six axes.
 */
export function overrideKernels(): void {
  if (done) return;
  done = true;
  replace(tf.Identity, ({ inputs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    (backend as tf.KernelBackend).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
  const original = tf.getKernel(tf.BatchMatMul, 'wasm');
  replace(tf.BatchMatMul, (call) => {
    const { a, b } = call.inputs as { a: tf.Tensor; b: tf.Tensor };
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    const kernels = kernelsOf(CORE);
    const plan = planProduct(a.shape, b.shape, transposeA, transposeB);
    const floats = a.dtype === 'float32' && b.dtype === 'float32';
    // What does not fit goes to tfjs, which says why.
    if (!kernels || !plan || !floats) return original.kernelFunc(call);
    return product(kernels, a, b, transposeA, transposeB, plan);
  });
  replaceSelect();
  replaceClip();
  for (const name of ON_XNNPACK) {
    const theirs = ofManyAxes(name, tf.getKernel(name, 'wasm').kernelFunc);
    replace(name, ofOneShape(name, theirs));
  }
  for (const [kernelName, ours] of MAPS) replaceMap(kernelName, ours);
}

/** tfjs's own are scalar: 15 to 25 times slower. */
const MAPS = [
  [tf.Tanh, 'tanhForward'],
  [tf.Exp, 'expForward'],
  [tf.Log, 'logForward'],
] as const;

function replaceMap(kernelName: string, ours: (typeof MAPS)[number][1]): void {
  const original = tf.getKernel(kernelName, 'wasm');
  replace(kernelName, (call) => {
    const { x } = call.inputs as { x: tf.Tensor };
    const kernels = kernelsOf(CORE);
    if (!kernels || x.dtype !== 'float32') return original.kernelFunc(call);
    const y = allocate(x.shape);
    kernels[ours](addressOf(x), addressOf(y), y.size);
    return y;
  });
}

/**
 * tfjs's own takes truth values for numbers of 4 bytes, and writes as many values as the condition has, whatever the result
 * has room for: both write over what lies behind it.
 */
function replaceSelect(): void {
  const original = tf.getKernel(tf.Select, 'wasm');
  const cast = tf.getKernel(tf.Cast, 'wasm');
  replace(tf.Select, (call) => {
    const { condition, t, e } = call.inputs as Record<'condition' | 't' | 'e', tf.TensorInfo>;
    const backend = call.backend as tf.KernelBackend & WasmBackend;
    // tf.where broadcasts no axis to an empty one.
    const parts = [condition, t, e];
    const shape = t.shape.map((size, i) => (parts.some((x) => x.shape[i] === 0) ? 0 : size));
    if (shape.includes(0)) return backend.makeOutput(shape, t.dtype);
    if (t.dtype !== 'bool') return original.kernelFunc(call);
    const as = (x: tf.TensorInfo, dtype: tf.DataType) =>
      cast.kernelFunc({ inputs: { x }, backend, attrs: { dtype } }) as tf.TensorInfo;
    const made = [as(t, 'int32'), as(e, 'int32')] as [tf.TensorInfo, tf.TensorInfo];
    const inputs = { condition, t: made[0], e: made[1] };
    const chosen = original.kernelFunc({ ...call, inputs }) as tf.TensorInfo;
    const result = as(chosen, 'bool');
    for (const { dataId } of [...made, chosen]) backend.disposeData(dataId);
    return result;
  });
}

/** tfjs's own makes a number of NaN, which hides it. */
function replaceClip(): void {
  const original = tf.getKernel(tf.ClipByValue, 'wasm');
  const [isNone, select] = [tf.getKernel(tf.IsNan, 'wasm'), tf.getKernel(tf.Select, 'wasm')];
  replace(tf.ClipByValue, (call) => {
    const { x } = call.inputs as { x: tf.Tensor };
    if (x.dtype !== 'float32') return original.kernelFunc(call);
    const kernels = kernelsOf(CORE);
    if (kernels !== undefined) {
      const { clipValueMin, clipValueMax } = call.attrs as unknown as tf.ClipByValueAttrs;
      const y = allocate(x.shape);
      kernels.clip(addressOf(x), addressOf(y), y.size, clipValueMin, clipValueMax);
      return y;
    }
    const backend = call.backend as tf.KernelBackend;
    const condition = isNone.kernelFunc({ inputs: { x }, backend }) as tf.TensorInfo;
    const e = original.kernelFunc(call) as tf.TensorInfo;
    const y = select.kernelFunc({ inputs: { condition, t: x, e }, backend });
    for (const { dataId } of [condition, e]) backend.disposeData(dataId);
    return y;
  });
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  // The original is called, too: where the backend starts again it must be bound to the new one.
  const original = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...original, kernelFunc });
}
