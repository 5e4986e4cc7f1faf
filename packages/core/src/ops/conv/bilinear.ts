import type * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';
import { activationGradient, type FusedActivation } from '../activation/activation';
import { biasGradient } from '../kit/bias-gradient';

/** A product of `a` and `b`. */
export type Product<P> = (a: tf.Tensor, b: tf.Tensor, plan: P) => tf.Tensor;

/** The three products of an op y = x ∗ w that is linear in both. */
export interface Products<P> {
  /** y of x and w. */
  readonly output: Product<P>;
  /** dx of dy and w. */
  readonly input: Product<P>;
  /** dw of x and dy. */
  readonly filter: Product<P>;
}

/**
 * The same, recorded. As it is linear in x and in w, the gradients of each are the other two: gradients of any order come by
 * the same kernels.
 */
export function bilinear<P>(name: string, forward: Products<P>): Products<P> {
  const own: Products<P> = {
    output: (x, w, plan) =>
      op(
        name,
        { x, w },
        {
          forward: () => forward.output(x, w, plan),
          save: () => ({ x, w }),
          gradients: (dy, saved) => ({
            x: () => own.input(dy, saved.w, plan),
            w: () => own.filter(saved.x, dy, plan),
          }),
        },
      ),
    input: (dy, w, plan) =>
      op(
        `${name}InputGradient`,
        { dy, w },
        {
          forward: () => forward.input(dy, w, plan),
          save: () => ({ dy, w }),
          gradients: (g, saved) => ({
            dy: () => own.output(g, saved.w, plan),
            w: () => own.filter(g, saved.dy, plan),
          }),
        },
      ),
    filter: (x, dy, plan) =>
      op(
        `${name}FilterGradient`,
        { x, dy },
        {
          forward: () => forward.filter(x, dy, plan),
          save: () => ({ x, dy }),
          gradients: (g, saved) => ({
            x: () => own.input(saved.dy, g, plan),
            dy: () => own.output(saved.x, g, plan),
          }),
        },
      ),
  };
  return own;
}

/** What an op with a filter, a bias and an activation is given. */
export interface Filtered {
  readonly x: tf.Tensor;
  readonly filter: tf.Tensor;
  readonly bias: tf.Tensor | undefined;
}

/** The op f(x ∗ w + b), whose gradient with dz = dy f′ is `input(dz, w)`, `filter(x, dz)` and Σ dz. */
export function activated(
  name: string,
  { x, filter, bias }: Filtered,
  activation: FusedActivation,
  forward: () => tf.Tensor,
  back: {
    readonly input: (dz: tf.Tensor, w: tf.Tensor) => tf.Tensor;
    readonly filter: (x: tf.Tensor, dz: tf.Tensor) => tf.Tensor;
  },
): tf.Tensor4D {
  return op(
    name,
    { x, filter, bias },
    {
      forward: () => forward() as tf.Tensor4D,
      save: (y) => ({ x, filter, y: activation === 'none' ? undefined : y }),
      gradients: (dy, saved) => {
        const dz = activationGradient(dy, saved.y, activation);
        return {
          x: () => back.input(dz, saved.filter),
          filter: () => back.filter(saved.x, dz),
          bias: () => biasGradient(dz),
        };
      },
    },
  );
}
