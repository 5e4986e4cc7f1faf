import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import type { Linear } from '../nn/linear';
import type { LowRank, LowRankPart } from '../nn/low-rank';
import { type Activation, relu, relu6, sigmoid, tanh } from '../ops/activation/activation';
import { hardSwish } from '../ops/activation/hard-swish';
import { affine } from '../ops/dense/linear';
import { matMul } from '../ops/dense/mat-mul';
import { dropout } from '../ops/noise/dropout';
import { concat } from '../ops/shape/concat';
import { pad } from '../ops/shape/pad';
import type { Rng } from '../random/random';

/** What the adapters of a model share. */
export interface Shared {
  /** s */
  readonly scale: number;
  readonly dropout: number;
  /** Draws the dropout; undefined while it does not train. */
  noise: Rng | undefined;
}

const FORMS = { relu, relu6, sigmoid, tanh, hardSwish };

/** The adapter of one `Linear`, y = f(x W + b + s (x A) B). */
export class Adapter implements LowRank {
  readonly #path: string;
  readonly #layer: Linear;
  readonly #shared: Shared;
  /** W before it was merged. */
  #before: tf.Tensor | undefined;

  constructor(
    path: string,
    layer: Linear,
    readonly parts: Readonly<Record<string, LowRankPart>>,
    shared: Shared,
  ) {
    this.#path = path;
    this.#layer = layer;
    this.#shared = shared;
  }

  /** Puts it on its layer. */
  attach(): void {
    const forward = <T extends tf.Tensor>(x: T): T => tf.tidy(() => this.#forward(x) as T);
    // Beside the class's method, so that a Linear without an adapter asks nothing.
    const hidden = { configurable: true, enumerable: false, writable: true };
    Object.defineProperty(this.#layer, 'forward', { ...hidden, value: forward });
    Object.defineProperty(this.#layer, 'lora', { ...hidden, enumerable: true, value: this });
  }

  /** Takes it off again; A and B stay. */
  detach(): void {
    Reflect.deleteProperty(this.#layer, 'forward');
    Reflect.deleteProperty(this.#layer, 'lora');
  }

  weight(weight: tf.Variable): tf.Variable | tf.Tensor2D {
    if (this.#before !== undefined) return weight;
    const { dropout: rate, noise } = this.#shared;
    if (noise !== undefined && rate > 0) {
      const rule = 'dropout 0, since what it is part of takes its weight and not its forward';
      throw new Error(expected(`lora: ${this.#path}`, rule, rate));
    }
    return tf.tidy(() => tf.add(weight as tf.Tensor2D, this.#change()));
  }

  /** W ← W + s A B. */
  merge(): void {
    const { weight } = this.#layer;
    this.#before = tf.keep(tf.clone(weight as tf.Tensor));
    tf.tidy(() => weight.assign(tf.add(weight, this.#change())));
    Reflect.deleteProperty(this.#layer, 'forward');
  }

  /** W as it was, bit for bit. */
  unmerge(): void {
    const { weight } = this.#layer;
    const before = this.#before as tf.Tensor;
    if (!weight.isDisposed) weight.assign(before);
    this.forget();
    this.attach();
  }

  /** W stays as it is now. */
  forget(): void {
    this.#before?.dispose();
    this.#before = undefined;
  }

  #forward(x: tf.Tensor): tf.Tensor {
    const { weight, bias, activation } = this.#layer;
    const { scale, dropout: rate, noise } = this.#shared;
    const z = affine(x, weight, bias, 'none');
    const kept = noise === undefined ? x : dropout(x, { rate, rng: noise.fold(this.#path) });
    const low = affine(kept, this.#a(), undefined, 'none');
    return ended(tf.add(z, affine(low, tf.mul(this.#b(), scale), undefined, 'none')), activation);
  }

  /** s A B, [in, out]. */
  #change(): tf.Tensor2D {
    return tf.mul(matMul(this.#a(), this.#b()), this.#shared.scale);
  }

  /** All A side by side, [in, parts × rank]. */
  #a(): tf.Tensor2D {
    const all = Object.values(this.parts).map(({ A }) => A as tf.Tensor as tf.Tensor2D);
    return all.length === 1 ? (all[0] as tf.Tensor2D) : concat(all, 1);
  }

  /** All B below each other, each in its columns, [parts × rank, out]. */
  #b(): tf.Tensor2D {
    const out = this.#layer.weight.shape[1] as number;
    const all = Object.values(this.parts).map(({ B, first }) => {
      const matrix = B as tf.Tensor as tf.Tensor2D;
      const count = matrix.shape[1];
      if (count === out) return matrix;
      return pad(matrix, [
        [0, 0],
        [first, out - first - count],
      ]);
    });
    return all.length === 1 ? (all[0] as tf.Tensor2D) : concat(all, 0);
  }
}

function ended(z: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === 'none') return z;
  return typeof activation === 'function' ? activation(z) : FORMS[activation](z);
}
