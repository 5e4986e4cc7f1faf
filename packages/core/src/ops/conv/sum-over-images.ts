import type * as tf from '@tensorflow/tfjs-core';
import { type Address, behind } from '../../wasm/kernel-module';
import { addressOf, allocate } from '../../wasm/output';
import { sizeOf } from '../../wasm/product';
import { together } from '../../wasm/registry';
import type { Call } from '../../wasm/threaded';
import { type ImageWindows, LIST_BYTES, writeList, writeWindows } from './window-struct';

/**
 * A filter's gradient is a sum over all places: of at most so many parts, each of so many places or more. It follows from the
 * shape alone, so that it is the same whoever computes which part.
 */
const [MOST_PARTS, LEAST_PLACES] = [8, 512];

/** How a filter's gradient is made. */
export interface FilterSum {
  /** Of the filter. */
  readonly shape: readonly number[];
  /** What all of it takes on one thread. */
  readonly nanoseconds: number;
  /** Scratch memory of the kernel. */
  readonly bytes: number;
  /** Says in the list which way the kernel goes, for all parts alike. */
  decide?(list: Address): void;
  /** The gradient by the images that the list has. */
  gradient(call: Call, list: Address, x: Address, dz: Address, dw: Address, scratch: Address): void;
  /** dw += the `count` sums behind one another at `sums`, in that order. */
  add(sums: Address, count: number, size: number, dw: Address): void;
}

/** dw of that shape, from x and dz that fit the plan: by runs of images, on the threads that there are. */
export function sumOverImages(
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ImageWindows,
  { shape, nanoseconds, bytes, decide, gradient, add }: FilterSum,
): tf.Tensor {
  const { batch, windows, in: channels, out } = plan;
  const [down, across] = windows;
  const [input, output] = [down.in * across.in * channels, down.out * across.out * out];
  const places = batch * down.out * across.out;
  const count = Math.max(1, Math.min(MOST_PARTS, batch, Math.floor(places / LEAST_PLACES)));
  const images = Math.ceil(batch / count);
  const parts = Math.ceil(batch / images);
  const size = sizeOf(shape);
  const lists = LIST_BYTES * parts;
  const sums = 4 * size * (parts - 1);
  const [whole, room] = writeWindows(plan, lists + sums + bytes);
  decide?.(whole);
  const dw = allocate([...shape]);
  const [xAt, dzAt, dwAt] = [addressOf(x), addressOf(dz), addressOf(dw)];
  const sumsAt = behind(room, lists);
  const scratch = behind(sumsAt, sums);
  if (parts === 1) {
    gradient((kernel, ...args) => void kernel(...args), whole, xAt, dzAt, dwAt, scratch);
    return dw;
  }
  together(nanoseconds, (call) => {
    for (let i = 0; i < parts; i++) {
      const from = i * images;
      const list = behind(room, LIST_BYTES * i);
      writeList(list, { ...plan, batch: Math.min(images, batch - from) }, whole);
      const to = i === 0 ? dwAt : behind(sumsAt, 4 * size * (i - 1));
      const [own, ownDz] = [behind(xAt, 4 * from * input), behind(dzAt, 4 * from * output)];
      gradient(call, list, own, ownDz, to, scratch);
    }
  });
  add(sumsAt, parts - 1, size, dwAt);
  return dw;
}
