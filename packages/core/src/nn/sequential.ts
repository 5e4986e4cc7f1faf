import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { readOptions } from '../check/options';
import { expectAlive } from '../check/tensor';
import { FORWARD_OPTIONS, type ForwardOptions } from '../ops/kit/forward-options';
import { expectRng } from '../random/expect-rng';
import type { Layer } from './layer';

/** Layers one after the other: `forward(x)` = layerₙ(… layer₁(x)). Each layer draws from a stream of its own. */
export interface Sequential {
  readonly layers: readonly Layer[];
  forward<T extends tf.Tensor = tf.Tensor>(x: tf.Tensor, options?: ForwardOptions): T;
}

/**
 * A model of layers in a row.
 *
 * @throws TypeError if a layer is neither a function nor has `forward`
 *
 * @example
 * ```ts
 * const rng = random(1);
 * const model = sequential(new Linear(4, 16, { rng, activation: 'relu' }), new Linear(16, 3, { rng }));
 * const logits = model.forward(tf.ones([2, 4])); // [2, 3]
 * ```
 */
export function sequential(...layers: Layer[]): Sequential {
  layers.forEach((layer, i) => {
    if (typeof layer !== 'function' && typeof layer?.forward !== 'function') {
      const what = 'a function or an object with forward';
      throw new TypeError(expected(`sequential: layers.${i}`, what, layer));
    }
  });
  const model: Sequential = {
    layers,
    forward<T extends tf.Tensor>(x: tf.Tensor, given?: ForwardOptions): T {
      const options = readOptions('sequential', given, FORWARD_OPTIONS);
      expectAlive('sequential', 'x', x);
      if (options.rng !== undefined) expectRng('sequential', options.rng);
      return tf.tidy(() => {
        let y = x;
        layers.forEach((layer, i) => {
          const own = options.rng ? { ...options, rng: options.rng.fold(i) } : options;
          y = typeof layer === 'function' ? layer(y, own) : layer.forward(y, own);
          if (y?.dataId === undefined) {
            throw new TypeError(expected(`sequential: layers.${i}`, 'a tensor from it', y));
          }
        });
        return y as T;
      });
    },
  };
  made.add(model);
  return model;
}

const made = /* @__PURE__ */ new WeakSet<object>();

/** Whether it came from `sequential`, and so does nothing but run its layers. */
export function isSequential(layer: unknown): layer is Sequential {
  return made.has(layer as object);
}
