import { Linear, type Rng } from '@dl/core';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { FEATURES, type Features, windowsBefore } from './features';

/**
 * Reads a window of days and forecasts the change from its last day, in standard deviations: a network that has
 * learned nothing is as good as the naive forecast.
 */
export class Forecaster {
  readonly rnn: Rnn;
  readonly output: Linear;

  constructor(hidden: number, { rng }: { rng: Rng }) {
    this.rnn = new Rnn(FEATURES, hidden, { rng });
    this.output = new Linear(hidden, 1, { rng });
  }

  /** `windows` [batch, time, FEATURES] → [batch, 1]. */
  forward(windows: tf.Tensor3D): tf.Tensor2D {
    return tf.tidy(() => this.output.forward(this.rnn.forward(windows).last));
  }
}

/** The windows before `days` as a tensor, [days, length, FEATURES]. */
export function windowTensor(
  features: Features,
  days: readonly number[],
  length: number,
  ahead: number,
): tf.Tensor3D {
  const shape: [number, number, number] = [days.length, length, FEATURES];
  return tf.tensor3d(windowsBefore(features, days, length, ahead), shape);
}
