import * as tf from '@tensorflow/tfjs-core';
import { planWindows } from '../../../../packages/core/src/ops/conv/conv-geometry';
import {
  convolveOnGpu,
  correlateOnGpu,
  spreadOnGpu,
} from '../../../../packages/core/src/ops/conv/conv-gpu';
import type { ConvPlan } from '../../../../packages/core/src/ops/conv/conv-plan';
import { inputShape, outputShape } from '../../../../packages/core/src/ops/conv/window-struct';
import type { Tile } from '../../../../packages/core/src/ops/dense/product-tiles';
import type { Work } from './measure-work';
import { given } from './sized-models';

/** The second layer of `core/conv-step`, and layers of ResNet and MobileNet; [batch, size, in, out, taps, stride]. */
const SIZES = [
  [128, 26, 32, 64, 3, 1],
  [32, 56, 64, 64, 3, 1],
  [32, 28, 128, 256, 3, 2],
  [32, 14, 512, 512, 1, 1],
  [64, 112, 3, 32, 3, 2],
] as const;

const SMALL = [[1, 9, 4, 8, 3, 1]] as const;

/** The three products of convolutions: by the tile that sizes ask for, by each tile, and by tfjs's own programs. */
export function convWorks(quick: boolean, tiles: readonly Tile[], nameOf: (tile: Tile) => string) {
  return (quick ? SMALL : SIZES).flatMap((size): Work[] => {
    const [batch, side, channels, out, taps, stride] = size;
    const windows = planWindows('tune', [side, side], [taps, taps], { stride, padding: 'same' });
    const plan: ConvPlan = { batch, in: channels, out, groups: 1, windows: windows as never };
    const [down] = plan.windows;
    const flops = 2 * batch * down.out * down.out * taps * taps * channels * out;
    const filter: [number, number, number, number] = [taps, taps, channels, out];
    const work = (id: string, run: (x: tf.Tensor, w: tf.Tensor, dz: tf.Tensor) => tf.Tensor) => ({
      id,
      flops,
      start: async () => {
        const made = [inputShape(plan), filter, outputShape(plan)].map(given);
        const [x, w, dz] = made as [tf.Tensor, tf.Tensor, tf.Tensor];
        return { step: () => run(x, w, dz).dispose(), end: () => tf.dispose(made) };
      },
    });
    const about = `conv ${batch}×${side}²×${channels}→${out}, ${taps}×${taps}/${stride}`;
    const by = (tile: Tile | undefined): Work[] => {
      const name = tile === undefined ? 'chosen' : nameOf(tile);
      return [
        work(`${about} forward: ${name}`, (x, w) => convolveOnGpu(x, w, plan, { tile })),
        work(`${about} input: ${name}`, (_, w, dz) => spreadOnGpu(dz, w, plan, { tile })),
        work(`${about} filter: ${name}`, (x, _, dz) => correlateOnGpu(x, dz, plan, { tile })),
      ];
    };
    const image = inputShape(plan) as [number, number, number, number];
    const options = { strides: stride, pad: 'same', dataFormat: 'NHWC', filterShape: filter };
    const theirs = [
      work(`${about} forward: tfjs`, (x, w) =>
        tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, 'same'),
      ),
      work(`${about} input: tfjs`, (_, w, dz) =>
        tf.conv2dTranspose(dz as tf.Tensor4D, w as tf.Tensor4D, image, stride, 'same'),
      ),
      work(`${about} filter: tfjs`, (x, _, dz) => {
        const inputs = { x, dy: dz } as never;
        return tf.engine().runKernel('Conv2DBackpropFilter', inputs, options as never) as tf.Tensor;
      }),
    ];
    return [...by(undefined), ...tiles.flatMap(by), ...theirs];
  });
}
