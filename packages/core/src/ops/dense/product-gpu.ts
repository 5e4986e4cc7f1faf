import type * as tf from '@tensorflow/tfjs-core';
import { type ProductPlan, sizeOf } from '../../wasm/product';
import { sameShape } from '../kit/check';
import type { GpuProduct } from './gpu-product';
import { matrixSide } from './matrix-side';
import { thinProductOnGpu } from './thin-product-gpu';
import { tiledProduct } from './tiled-product-gpu';

/** Rows, and steps of the sum, up to which a product is made column by column. */
const THIN = 8;
const LONG = 4096;

/** A product by our own program; nothing of it is empty. */
export function productOnGpu(product: GpuProduct): tf.Tensor {
  const { transposeA, transposeB, m, n, k, strideA, strideB } = product;
  if (m <= THIN && k <= LONG && product.tile === undefined) return thinProductOnGpu(product);
  const vectorA = (transposeA ? m : k) % 4 === 0;
  const vectorB = (transposeB ? k : n) % 4 === 0;
  return tiledProduct({
    ...product,
    key: `product/${transposeA}/${transposeB}`,
    each: m * n,
    columns: n,
    ints: { strideA, strideB },
    vectorA,
    vectorB,
    vectorY: n % 4 === 0,
    form: () => ({
      a: matrixSide({
        name: 'a',
        along: !transposeA,
        vector: vectorA,
        outer: 'ints.m',
        from: 'own * ints.strideA',
        stride: transposeA ? 'ints.m' : 'ints.k',
      }),
      b: matrixSide({
        name: 'b',
        along: transposeB,
        vector: vectorB,
        outer: 'ints.n',
        from: 'own * ints.strideB',
        stride: transposeB ? 'ints.k' : 'ints.n',
      }),
      start: '',
      fromY: 'which * ints.m * ints.n',
      stride: 'ints.n',
    }),
  });
}

/** `productOnGpu` of a planned product; undefined where axes broadcast in turn. */
export function plannedProduct(
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
  { shape, m, n, k, batchA, batchB }: ProductPlan,
): tf.Tensor | undefined {
  const [countA, countB] = [sizeOf(batchA), sizeOf(batchB)];
  if (countA !== 1 && countB !== 1 && !sameShape(batchA, batchB)) return undefined;
  const own = { a, b, transposeA, transposeB, n, k, shape };
  // One right side for all: the batch is more rows.
  if (countB === 1 && !transposeA) {
    return productOnGpu({ ...own, m: m * countA, batch: 1, strideA: 0, strideB: 0 });
  }
  const batch = Math.max(countA, countB);
  const strideA = countA === 1 ? 0 : m * k;
  const strideB = countB === 1 ? 0 : k * n;
  return productOnGpu({ ...own, m, batch, strideA, strideB });
}
