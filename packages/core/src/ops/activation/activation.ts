import * as tf from '@tensorflow/tfjs-core';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';

const PROGRAMS = () => gpuPrograms<typeof import('./activation-gpu')>('activation');

/** An activation whose derivative follows from its output, so that nothing else is kept for it. */
export type Activation = 'none' | 'relu' | 'tanh' | 'sigmoid';

/** The number by which kernels know an activation (wasm/elementwise.ts). */
export const ACTIVATION_CODE: Record<Activation, number> = {
  none: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
};

interface Forms {
  readonly forward: 'reluForward' | 'tanhForward' | 'sigmoidForward';
  readonly composite: (x: tf.Tensor) => tf.Tensor;
}

const FORMS: Record<Exclude<Activation, 'none'>, Forms> = {
  relu: { forward: 'reluForward', composite: (x) => tf.relu(x) },
  tanh: { forward: 'tanhForward', composite: (x) => tf.tanh(x) },
  sigmoid: { forward: 'sigmoidForward', composite: (x) => tf.sigmoid(x) },
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

function activate<T extends tf.Tensor>(x: T, activation: Exclude<Activation, 'none'>): T {
  expectFloats(activation, 'x', x, true);
  if (x.size === 0) return ofNothing(activation, [x], x.shape);
  const { forward, composite } = FORMS[activation];
  return op(
    activation,
    { x },
    {
      forward: () =>
        path(CORE, {
          wasm: (kernels) => {
            const y = allocate<T>(x.shape);
            kernels[forward](addressOf(x), addressOf(y), x.size);
            return y;
          },
          ops: () => composite(x) as T,
        }),
      save: (y) => ({ y }),
      gradients: (dy, { y }) => ({ x: () => activationGradient(dy, y, activation) }),
    },
  );
}

/** The activation of `x` by composite ops; `x` itself for `none`. */
export function compositeActivation(x: tf.Tensor, activation: Activation): tf.Tensor {
  return activation === 'none' ? x : FORMS[activation].composite(x);
}

/** From dy and the activation's output y, the gradient at its input; `dy` itself for `none`, which asks nothing of y. */
export function activationGradient(
  dy: tf.Tensor,
  y: tf.Tensor | undefined,
  activation: Activation,
): tf.Tensor {
  if (activation === 'none' || y === undefined) return dy;
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
      if (activation === 'tanh') return tf.mul(dy, tf.sub(1, tf.square(y)));
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    },
  });
}

/** `dy` where relu's output is over 0 or NaN, else 0: no product, so that nothing of an infinite `dy` is left there. */
function whereAlive(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return op(
    'WhereAlive',
    { dy },
    {
      forward: () => tf.tidy(() => tf.where(tf.lessEqual(y, 0), tf.zerosLike(dy), dy)),
      save: () => ({ y }),
      gradients: (ddx, saved) => ({ dy: () => whereAlive(saved.y, ddx) }),
    },
  );
}
