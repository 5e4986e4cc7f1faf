import type * as tf from '@tensorflow/tfjs-core';
import type { ForwardOptions } from '../ops/kit/forward-options';

/** A layer: an object with `forward`, or a plain function of a tensor. */
export type Layer =
  | { forward(x: tf.Tensor, options?: ForwardOptions): tf.Tensor }
  | ((x: tf.Tensor, options?: ForwardOptions) => tf.Tensor);
