import type * as tf from '@tensorflow/tfjs-core';
import type { ConvKernels } from '../../generated/wasm-conv';
import { sizeOf } from '../../wasm/product';
import { type ConvPlan, filterShape } from './conv-plan';
import { sumOverImages } from './sum-over-images';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 20;

/** dw [height, width, in / groups, out], from x and dz that fit the plan. */
export function filterGradient(
  kernels: ConvKernels,
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ConvPlan,
): tf.Tensor {
  const { batch, windows, groups } = plan;
  const [down, across] = windows;
  const shape = filterShape(plan);
  return sumOverImages(x, dz, plan, {
    shape,
    nanoseconds: (batch * down.out * across.out * sizeOf(shape)) / groups / SPEED,
    bytes: scratchBytes(kernels, plan),
    decide: (list) => kernels.convDecide(list),
    gradient: (call, ...args) => call(kernels.convFilterGradient, ...args),
    add: (...args) => kernels.convAddParts(...args),
  });
}

/** What the kernels need as scratch memory, in bytes. */
export function scratchBytes(
  kernels: ConvKernels,
  { windows, in: channels, out, groups }: ConvPlan,
): number {
  const [down, across] = windows;
  const patch = down.kernel * across.kernel * (channels / groups);
  return kernels.convScratchBytes(patch, out / groups);
}
