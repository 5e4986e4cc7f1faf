import type * as tf from '@tensorflow/tfjs-core';
import { gpuLimits } from '../../gpu/gpu-limits';
import { ELEMENT_THREADS, elementGroups, perElement } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';
import { type ProductPlan, sizeOf } from '../../wasm/product';
import { sameShape } from '../kit/check';
import type { GpuProduct } from './gpu-product';
import { activationCode, productCode } from './product-code';
import { partsFor, tileFor, tilesOf } from './product-tiles';
import { thinProductOnGpu } from './thin-product-gpu';

/** Rows, and steps of the sum, up to which a product is made column by column. */
const THIN = 8;
const LONG = 4096;

/** A product by our own program; nothing of it is empty. */
export function productOnGpu(product: GpuProduct): tf.Tensor {
  const {
    a,
    b,
    transposeA,
    transposeB,
    m,
    n,
    k,
    batch,
    shape,
    bias,
    activation = 'none',
  } = product;
  if (m <= THIN && k <= LONG && product.tile === undefined) return thinProductOnGpu(product);
  const { shared } = gpuLimits();
  const tile = product.tile ?? tileFor(m, n, batch, shared);
  const tiles = tilesOf(tile, m, n, 1);
  const parts = partsFor(tiles * batch, k);
  // A part of whole steps.
  const steps = 16 * Math.ceil(k / parts / 16);
  const whole = parts === 1;
  const vectorA = (transposeA ? m : k) % 4 === 0;
  const vectorB = (transposeB ? k : n) % 4 === 0;
  const vectorY = n % 4 === 0;
  const own = { tile, transposeA, transposeB, vectorA, vectorB, vectorY };
  const form = {
    ...own,
    bias: whole && bias !== undefined,
    activation: whole ? activation : 'none',
  } as const;
  const vectors = [vectorA && 'a', vectorB && 'b', vectorY && 'result', vectorY && 'bias'];
  const groups = batch * parts * tiles;
  const across = Math.ceil(n / tile.size);
  const { strideA, strideB } = product;
  const { result } = runProgram({
    key: `product/${tile.size}/${tile.per}/${transposeA}/${transposeB}/${vectorY}/${form.activation}`,
    reads: { a, b, bias: form.bias ? bias : undefined },
    makes: { result: { shape: whole ? shape : [batch, parts, m, n] } },
    vectors: vectors.filter((name) => name !== false),
    ints: { m, n, k, groups, tiles, across, parts, steps, strideA, strideB },
    groups,
    threads: tile.threads,
    code: () => productCode(form),
  });
  if (whole) return result;
  const y = sumOfParts(result, parts, product);
  result.dispose();
  return y;
}

/** Adds the parts of the sums, in their order. */
function sumOfParts(
  made: tf.Tensor,
  parts: number,
  { m, n, batch, shape, bias, activation = 'none' }: GpuProduct,
): tf.Tensor {
  const size = batch * m * n;
  return runProgram({
    key: `product-parts/${activation}`,
    reads: { made, bias },
    makes: { result: { shape } },
    ints: { size, parts, each: m * n, columns: n },
    groups: elementGroups(size),
    threads: ELEMENT_THREADS,
    code: () => `${activationCode(activation)}
${perElement(`
      var at = (i / ints.each) * ints.parts * ints.each + i % ints.each;
      var sum = 0.0;
      for (var p = 0; p < ints.parts; p++) { sum += made[at]; at += ints.each; }
      ${bias ? 'sum += bias[i % ints.columns];' : ''}
      result[i] = ${activation === 'none' ? 'sum' : 'bent(sum)'};`)}`,
  }).result;
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
