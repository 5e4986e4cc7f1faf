import * as tf from '@tensorflow/tfjs-core';
import { setup } from '../../../../packages/core/src/index';
import { productOnGpu } from '../../../../packages/core/src/ops/dense/product-gpu';
import { TILES, type Tile } from '../../../../packages/core/src/ops/dense/product-tiles';
import { measureAll, say, type Work } from './measure-work';
import { numbersFor } from './numbers-for';
import { adapterLine } from './provide-gpu';
import { sizesFor } from './sizes';
import { tfjsSide } from './tfjs-side';
import { attentionWorks } from './tune-attention';
import { convWorks } from './tune-conv';
import { FORMS } from './works';

// Which tile of a product, a convolution and an attention is quickest at which sizes: what `tileFor` is to know. A line of JSON a tile, size and form.

/** Squares, and the products of the two GPTs; [m, n, k]. */
const SIZES = [
  [512, 512, 512],
  [1024, 1024, 1024],
  [2048, 2048, 2048],
  [4096, 4096, 4096],
  [768, 384, 128],
  [768, 128, 512],
  [128, 512, 768],
  [2048, 2304, 768],
  [2048, 768, 3072],
  [768, 3072, 2048],
] as const;

await setup({ backend: 'webgpu' });
const about = await adapterLine();
say({ side: 'tune', ...about });

function workOf([m, n, k]: readonly number[], tile: Tile, form: readonly [boolean, boolean]): Work {
  const [transposeA, transposeB] = form;
  const [a, b] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]] as number[][];
  const name = nameOf(tile);
  return {
    id: `${m}×${n}×${k}${transposeA ? ' ta' : ''}${transposeB ? ' tb' : ''}: ${name}`,
    flops: 2 * (m as number) * (n as number) * (k as number),
    start: async () => {
      const made = [a, b].map((shape) => {
        const [rows, columns] = shape as [number, number];
        return tf.tensor2d(numbersFor(rows * columns), [rows, columns]);
      });
      const [x, y] = made as [tf.Tensor, tf.Tensor];
      const own = { transposeA, transposeB, m, n, k, batch: 1, strideA: 0, strideB: 0, tile };
      const product = { a: x, b: y, ...own, shape: [m, n] } as Parameters<typeof productOnGpu>[0];
      return { step: () => productOnGpu(product).dispose(), end: () => tf.dispose(made) };
    },
  };
}

/** Rows and columns of a group, and of a thread. */
function nameOf({ rows, columns, down, across }: Tile): string {
  return `${rows}×${columns}/${down}×${across}`;
}

const sizes = about.quick ? [[65, 33, 70]] : SIZES;
const works = sizes.flatMap((size) =>
  TILES.flatMap((tile) => FORMS.slice(0, 3).map((form) => workOf(size, tile, form))),
);
await measureAll(tfjsSide('tune', about.quick), [
  ...works,
  ...convWorks(about.quick, TILES, nameOf),
  ...attentionWorks(sizesFor(about.quick).attention),
]);
