import type * as tf from '@tensorflow/tfjs-core';
import type { ResampleKernels } from '../../generated/wasm-resample';
import { type Address, behind } from '../../wasm/kernel-module';
import { addressOf, allocate } from '../../wasm/output';
import { scratch, wasmBackend } from '../../wasm/registry';
import { type AxisPoints, POINT_BYTES } from './axis-points';

/** Images seen through grids of points. */
export interface Resampling {
  /** The image of each result. */
  readonly images: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  /** The points of one result, or of all of them one after the other. */
  readonly rows: AxisPoints;
  readonly columns: AxisPoints;
  /** What a point outside is. */
  readonly outside: number;
}

/** The results [images, height, width, channels] of `x` [batch, height, width, channels]. */
export function resample(kernels: ResampleKernels, x: tf.Tensor, plan: Resampling): tf.Tensor {
  const channels = x.shape[3] as number;
  roomFor(plan);
  const y = allocate([plan.images.length, plan.height, plan.width, channels]);
  each(plan, x, y, (image, result, rows, columns) => {
    const { height, width, outside } = plan;
    kernels.resampleForward(
      image,
      result,
      rows,
      columns,
      height,
      width,
      x.shape[2] as number,
      channels,
      outside,
    );
  });
  return y;
}

/** The gradient of `x`, of this shape, from that of the results. */
export function resampleGradient(
  kernels: ResampleKernels,
  dy: tf.Tensor,
  shape: readonly number[],
  plan: Resampling,
): tf.Tensor {
  roomFor(plan);
  const dx = allocate(shape);
  kernels.resampleClear(addressOf(dx), dx.size);
  each(plan, dx, dy, (image, result, rows, columns) => {
    const { height, width } = plan;
    const [, , from, channels] = shape as readonly [number, number, number, number];
    kernels.resampleBackward(image, result, rows, columns, height, width, from, channels);
  });
  return dx;
}

/** Scratch memory for the points; asked for first, so that no output is left behind where there is none. */
function roomFor({ rows, columns }: Pick<Resampling, 'rows' | 'columns'>): Address {
  return scratch(rows.bytes.byteLength + columns.bytes.byteLength);
}

/** Calls with the addresses of each result, of its image and of its points. */
function each(
  { images, height, width, rows, columns }: Resampling,
  x: tf.Tensor,
  y: tf.Tensor,
  work: (image: Address, result: Address, rows: Address, columns: Address) => void,
): void {
  const rowBytes = rows.bytes.byteLength;
  const at = roomFor({ rows, columns });
  const heap = wasmBackend().wasm.HEAPU8;
  heap.set(new Uint8Array(rows.bytes), at);
  heap.set(new Uint8Array(columns.bytes), at + rowBytes);
  const imageBytes = (4 * x.size) / (x.shape[0] as number);
  const resultBytes = (4 * y.size) / images.length;
  const [xAt, yAt] = [addressOf(x), addressOf(y)];
  const [rowStep, columnStep] = [rows, columns].map(({ count }, axis) =>
    count > (axis === 0 ? height : width) ? count / images.length : 0,
  ) as [number, number];
  for (let i = 0; i < images.length; i++) {
    work(
      behind(xAt, imageBytes * (images[i] as number)),
      behind(yAt, resultBytes * i),
      behind(at, POINT_BYTES * rowStep * i),
      behind(at, rowBytes + POINT_BYTES * columnStep * i),
    );
  }
}
