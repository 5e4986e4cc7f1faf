import type * as tf from '@tensorflow/tfjs-core';
import type { ConvKernels } from '../../generated/wasm-conv';
import { behind } from '../../wasm/kernel-module';
import { addressOf, allocate } from '../../wasm/output';
import { sizeOf } from '../../wasm/product';
import { together } from '../../wasm/registry';
import { type ConvPlan, filterShape } from './conv-plan';
import { LIST_BYTES, writeList, writeWindows } from './window-struct';

/**
 * A filter's gradient is a sum over all places: of at most so many parts, each of so many places or more. It follows from the
 * shape alone, so that it is the same whoever computes which part.
 */
const [MOST_PARTS, LEAST_PLACES] = [8, 512];
/** Multiplications a nanosecond, on one thread. */
const SPEED = 20;

/** dw [height, width, in / groups, out], from x and dz that fit the plan. */
export function filterGradient(
  kernels: ConvKernels,
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ConvPlan,
): tf.Tensor {
  const { batch, windows, in: channels, out } = plan;
  const [down, across] = windows;
  const [input, output] = [down.in * across.in * channels, down.out * across.out * out];
  const places = batch * down.out * across.out;
  const count = Math.max(1, Math.min(MOST_PARTS, batch, Math.floor(places / LEAST_PLACES)));
  const images = Math.ceil(batch / count);
  const parts = Math.ceil(batch / images);
  const shape = filterShape(plan);
  const size = sizeOf(shape);
  const lists = LIST_BYTES * parts;
  const sums = 4 * size * (parts - 1);
  const [whole, room] = writeWindows(plan, lists + sums + scratchBytes(kernels, plan));
  kernels.convDecide(whole);
  const dw = allocate(shape);
  const [xAt, dzAt, dwAt] = [addressOf(x), addressOf(dz), addressOf(dw)];
  const sumsAt = behind(room, lists);
  const scratch = behind(sumsAt, sums);
  if (parts === 1) {
    kernels.convFilterGradient(whole, xAt, dzAt, dwAt, scratch);
    return dw;
  }
  together((places * size) / plan.groups / SPEED, (call) => {
    for (let i = 0; i < parts; i++) {
      const from = i * images;
      const list = behind(room, LIST_BYTES * i);
      writeList(list, { ...plan, batch: Math.min(images, batch - from) }, whole);
      const to = i === 0 ? dwAt : behind(sumsAt, 4 * size * (i - 1));
      const [own, ownDz] = [behind(xAt, 4 * from * input), behind(dzAt, 4 * from * output)];
      call(kernels.convFilterGradient, list, own, ownDz, to, scratch);
    }
  });
  kernels.convAddParts(sumsAt, parts - 1, size, dwAt);
  return dw;
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
