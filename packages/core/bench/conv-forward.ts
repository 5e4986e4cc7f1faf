import * as tf from '@tensorflow/tfjs-core';
import { numbers } from './inputs';
import { startTfjs } from './tfjs';

interface Layer {
  /** Of the input, an axis. */
  readonly size: number;
  readonly in: number;
  readonly out: number;
  readonly taps: number;
  readonly stride: number;
}

/** Of MobileNet its first layer and two of 1×1; of ResNet one in the middle of a stage, one between two. */
export const LAYERS: readonly Layer[] = [
  { size: 224, in: 3, out: 32, taps: 3, stride: 2 },
  { size: 56, in: 64, out: 128, taps: 1, stride: 1 },
  { size: 14, in: 512, out: 512, taps: 1, stride: 1 },
  { size: 56, in: 64, out: 64, taps: 3, stride: 1 },
  { size: 28, in: 128, out: 256, taps: 3, stride: 2 },
];

/** One image through each layer, by core. */
export async function convForward() {
  const { conv2d, setup } = await import('@dl/core');
  await setup({ backend: 'wasm', threads: 1 });
  return { run: eachLayer((x, w, stride) => conv2d(x, w, { stride, padding: 'same' })) };
}

/** One image through each layer, by tfjs (XNNPACK). */
export async function convForwardTfjs() {
  const name = await startTfjs('wasm');
  return { name, run: eachLayer((x, w, stride) => tf.conv2d(x, w, stride, 'same')) };
}

type Forward = (x: tf.Tensor4D, w: tf.Tensor4D, stride: number) => tf.Tensor;

function eachLayer(forward: Forward): Record<string, (times: number) => void> {
  return Object.fromEntries(
    LAYERS.map(({ size, in: depth, out, taps, stride }) => {
      const x = tf.tensor(numbers(size * size * depth, 1), [1, size, size, depth]);
      const w = tf.tensor(numbers(taps * taps * depth * out, 2), [taps, taps, depth, out]);
      const run = (times: number) => {
        for (let i = 0; i < times; i++)
          forward(x as tf.Tensor4D, w as tf.Tensor4D, stride).dispose();
      };
      return [`${taps}×${taps}, ${size}²×${depth} to ${out}, stride ${stride}`, run];
    }),
  );
}
