import type * as tf from '@tensorflow/tfjs-core';
import type { FusedActivation } from '../activation/activation';
import type { Tile } from './product-tiles';

/** A product of matrices that lie one after the other, one a batch: y = f(op(a)·op(b) + bias). */
export interface GpuProduct {
  readonly a: tf.Tensor;
  readonly b: tf.Tensor;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  /** Between matrices of a batch; 0 for one that all share. */
  readonly strideA: number;
  readonly strideB: number;
  /** Of y. */
  readonly shape: readonly number[];
  readonly bias?: tf.Tensor | undefined;
  readonly activation?: FusedActivation;
  /** Of another tile than the sizes ask for: to compare them. */
  readonly tile?: Tile;
}
