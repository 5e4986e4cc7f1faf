import { type KerasConfig, loadStateDict, random, registerKerasLayer } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { Rnn } from './rnn';

/** A recurrent layer as Keras calls it: a sequence [batch, time, in] to all of its outputs, or to the last one. */
export interface KerasRnn {
  readonly rnn: Rnn;
  forward(xs: tf.Tensor): tf.Tensor;
}

/** Keras' `SimpleRNN`, for `fromKeras`. */
function simpleRnn(config: KerasConfig): readonly KerasRnn[] {
  for (const entry of ['stateful', 'return_state']) config.expect(entry, false);
  for (const entry of ['dropout', 'recurrent_dropout']) config.expect(entry, 0);
  const weight = config.kernel('kernel', { units: config.integers('units', 1) }, 2);
  const [inSize, hiddenSize] = weight.shape as [number, number];
  const recurrent = config.kernel('recurrent_kernel', { units: [hiddenSize, hiddenSize] }, 2);
  const activation = config.word('activation', ['tanh', 'relu', 'sigmoid'], 'tanh');
  const bias = config.flag('use_bias', true);
  const all = config.flag('return_sequences', false);
  const back = config.flag('go_backwards', false);
  const values = {
    'input.weight': weight,
    'recurrent.weight': recurrent,
    ...(bias && { 'input.bias': config.weight('bias', 1) }),
  };
  const rnn = new Rnn(inSize, hiddenSize, { rng: random(0), activation, bias });
  loadStateDict(rnn.cells[0], values);
  const forward = (xs: tf.Tensor) =>
    tf.tidy(() => {
      const { outputs, state } = rnn.forward(back ? tf.reverse(xs, 1) : xs);
      return all ? outputs : (state[0] as tf.Tensor);
    });
  return [{ rnn, forward }];
}

registerKerasLayer('SimpleRNN', simpleRnn);
