import type * as tf from '@tensorflow/tfjs-core';
import { gpuLimits } from '../../gpu/gpu-limits';
import { ELEMENT_THREADS, elementGroups, perElement } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';
import type { Numbers } from '../../gpu/uniforms';
import type { FusedActivation } from '../activation/activation';
import { activationCode } from '../activation/activation-code';
import { type ProductForm, productCode } from './product-code';
import { partsFor, type Tile, threadsOf, tileFor, tilesOf } from './product-tiles';

/** A product whose sides are read in any way: `batch` of m × n numbers, each a sum of k. */
export interface TiledProduct {
  /** Names how sides are read. */
  readonly key: string;
  readonly a: tf.Tensor;
  readonly b: tf.Tensor;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  /** Of y. */
  readonly shape: readonly number[];
  /** Numbers of y from the first part of its sums to the second: all of y, or one of its batch. */
  readonly each: number;
  /** Of y where its rows are read with one bias. */
  readonly columns: number;
  readonly ints: Numbers;
  readonly vectorA: boolean;
  readonly vectorB: boolean;
  readonly bias?: tf.Tensor | undefined;
  readonly activation?: FusedActivation | undefined;
  /** Another tile than the sizes ask for: to compare them. */
  readonly tile?: Tile | undefined;
  readonly form: () => Omit<ProductForm, 'tile' | 'bias' | 'activation' | 'vectorY'>;
  readonly vectorY: boolean;
}

/** Runs a product of tiles; long sums of few tiles are made in parts, which a second program adds. */
export function tiledProduct(product: TiledProduct): tf.Tensor {
  const { a, b, m, n, k, batch, shape, each, bias, activation = 'none', vectorY } = product;
  const tile = product.tile ?? tileFor({ m, n, k, batch }, gpuLimits().shared);
  const tiles = tilesOf(tile, m, n, 1);
  const parts = partsFor(tiles * batch, k);
  const whole = parts === 1;
  const own = {
    tile,
    vectorY,
    bias: whole && bias !== undefined,
    activation: whole ? activation : ('none' as const),
  };
  const vectors = [
    product.vectorA && 'a',
    product.vectorB && 'b',
    vectorY && 'result',
    vectorY && 'bias',
  ];
  const groups = batch * parts * tiles;
  const { rows, columns, down, across } = tile;
  const { result } = runProgram({
    key: `${product.key}/${rows}/${columns}/${down}/${across}/${own.activation}`,
    reads: { a, b, bias: own.bias ? bias : undefined },
    makes: { result: { shape: whole ? shape : [parts, ...shape] } },
    vectors: vectors.filter((name) => name !== false),
    ints: {
      ...product.ints,
      ...{ m, n, k, groups, tiles, parts },
      across: Math.ceil(n / columns),
      // A part of whole steps.
      steps: 16 * Math.ceil(k / parts / 16),
    },
    groups,
    threads: threadsOf(tile),
    code: () => productCode({ ...product.form(), ...own }),
  });
  if (whole) return result;
  const y = runProgram({
    key: `product-parts/${activation}`,
    reads: { made: result, bias },
    makes: { y: { shape } },
    ints: { size: result.size / parts, parts, each, columns: product.columns },
    groups: elementGroups(result.size / parts),
    threads: ELEMENT_THREADS,
    code: () => `${activationCode(activation)}
${perElement(`
      var at = (i / ints.each) * ints.parts * ints.each + i % ints.each;
      var sum = 0.0;
      for (var p = 0; p < ints.parts; p++) { sum += made[at]; at += ints.each; }
      ${bias ? 'sum += bias[i % ints.columns];' : ''}
      y[i] = ${activation === 'none' ? 'sum' : 'bent(sum)'};`)}`,
  }).y;
  result.dispose();
  return y;
}
