import * as tf from '@tensorflow/tfjs-core';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';

const PROGRAMS = () => gpuPrograms<typeof import('./activation-gpu')>('activation');

/** The activations that kernels apply where they write. */
export type FusedActivation = 'none' | 'relu' | 'tanh' | 'sigmoid' | 'relu6' | 'hardSwish';

/**
 * What an op or a layer ends with: by name what its kernel applies where it writes, or a function of a tensor that runs behind
 * it, as `gelu`, `silu` or `(x) => elu(x, { alpha: 0.5 })`.
 */
export type Activation = FusedActivation | ((x: tf.Tensor) => tf.Tensor);

/** The number by which kernels know an activation (wasm/elementwise.ts). */
export const ACTIVATION_CODE: Record<FusedActivation, number> = {
  none: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
  relu6: 4,
  hardSwish: 5,
};

/** Those whose derivative follows from the output, so that nothing else is kept for it. */
type OfOutput = Exclude<FusedActivation, 'none' | 'hardSwish'>;

const FORMS: Record<OfOutput, (x: tf.Tensor) => tf.Tensor> = {
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  relu6: (x) => tf.relu6(x),
};

/**
 * Hyperbolic tangent, y = tanh x, of any shape. Gradient: dx = dy (1 − y²).
 *
 * @param x float32
 */
export function tanh<T extends tf.Tensor>(x: T): T {
  return activate(x, 'tanh');
}

/**
 * Logistic function, y = 1 / (1 + e⁻ˣ), of any shape. Gradient: dx = dy y (1 − y).
 *
 * @param x float32
 */
export function sigmoid<T extends tf.Tensor>(x: T): T {
  return activate(x, 'sigmoid');
}

/**
 * Rectifier, y = max(x, 0), of any shape. Gradient: dx = dy where y > 0 or NaN, else 0.
 *
 * @param x float32
 */
export function relu<T extends tf.Tensor>(x: T): T {
  return activate(x, 'relu');
}

/**
 * Rectifier that ends at 6, y = min(max(x, 0), 6), of any shape. Gradient: dx = dy where 0 < x < 6 or NaN, else 0. As
 * `torch.nn.functional.relu6`.
 *
 * Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010.
 *
 * @param x float32
 */
export function relu6<T extends tf.Tensor>(x: T): T {
  return activate(x, 'relu6');
}

function activate<T extends tf.Tensor>(x: T, activation: OfOutput): T {
  expectFloats(activation, 'x', x, true);
  if (x.size === 0) return ofNothing(activation, [x], x.shape);
  return op(
    activation,
    { x },
    {
      forward: () =>
        path(CORE, {
          wasm: (kernels) => {
            const y = allocate<T>(x.shape);
            kernels[`${activation}Forward`](addressOf(x), addressOf(y), x.size);
            return y;
          },
          ops: () => FORMS[activation](x) as T,
        }),
      save: (y) => ({ y }),
      gradients: (dy, { y }) => ({ x: () => activationGradient(dy, y, activation) }),
    },
  );
}

/** The activation of `x` by composite ops; `x` itself for `none`. */
export function compositeActivation(x: tf.Tensor, activation: FusedActivation): tf.Tensor {
  if (activation === 'hardSwish') return hardSwishByOps(x);
  return activation === 'none' ? x : FORMS[activation](x);
}

/** x min(max(x + 3, 0), 6) / 6; −∞ gives 0. */
function hardSwishByOps(x: tf.Tensor): tf.Tensor {
  const near = tf.maximum(x, -3);
  return tf.mul(near, tf.div(tf.clipByValue(tf.add(near, 3), 0, 6), 6));
}

/**
 * From dy and the activation's output y, the gradient at its input; `dy` itself for `none`, which asks nothing of y. An op that
 * is recorded does not end with `hardSwish`, whose derivative does not follow from y: see `ending`.
 */
export function activationGradient(
  dy: tf.Tensor,
  y: tf.Tensor | undefined,
  activation: FusedActivation,
): tf.Tensor {
  if (activation === 'none' || activation === 'hardSwish' || y === undefined) return dy;
  return path(CORE, {
    wasm: (kernels) => {
      const dx = allocate(y.shape);
      const code = ACTIVATION_CODE[activation];
      kernels.activationBackward(addressOf(dy), addressOf(y), addressOf(dx), y.size, code);
      return dx;
    },
    gpu: () => PROGRAMS().activationBackOnGpu(dy, y, activation),
    ops: () => {
      if (activation === 'relu') return whereAlive(y, dy);
      if (activation === 'relu6') return whereAlive(y, dy, 6);
      if (activation === 'tanh') return tf.mul(dy, tf.sub(1, tf.square(y)));
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    },
  });
}

/** `dy` where y is over 0 and, if it ends, below `end`, or NaN; else 0: no product, nothing of an infinite `dy` is left there. */
function whereAlive(y: tf.Tensor, dy: tf.Tensor, end?: number): tf.Tensor {
  return op(
    'WhereAlive',
    { dy },
    {
      forward: () =>
        tf.tidy(() => {
          const below = tf.lessEqual(y, 0);
          const flat = end === undefined ? below : tf.logicalOr(below, tf.greaterEqual(y, end));
          return tf.where(flat, tf.zerosLike(dy), dy);
        }),
      save: () => ({ y }),
      gradients: (ddx, saved) => ({ dy: () => whereAlive(saved.y, ddx, end) }),
    },
  );
}
