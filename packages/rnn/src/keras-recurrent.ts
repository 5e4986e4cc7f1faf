import { dropout } from '@dl/core';
import { expectRng } from '@dl/core/check';
import type { KerasConfig, KerasFlow, KerasFlowLayer } from '@dl/core/keras';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell';
import { type AnyState, kerasSequence } from './keras-sequence';

/** A cell of Keras, made of one of ours. */
export interface KerasCell {
  // biome-ignore lint/suspicious/noExplicitAny: a cell of any state
  readonly cell: Cell<any>;
  /** What of it has weights. */
  readonly kept: object;
  /** The parts of its state in Keras' order; undefined for a state that is one tensor. */
  readonly parts?: readonly string[];
}

/** Makes a cell of one of Keras. */
export type KerasCellImporter = (config: KerasConfig) => KerasCell;

/**
 * A recurrent layer of Keras, for `fromKeras`: maps a sequence [batch, time, in] to all outputs or the last one, and with
 * `return_state` to its last states too. A masked step repeats state and output. Every call starts at zero, or at the states
 * that the model gives it: `stateful` has no effect.
 *
 * @param kept the parts that stay under the layer's name
 */
export function kerasRecurrent(
  config: KerasConfig,
  cells: readonly KerasCell[],
  kept: object,
): KerasFlowLayer {
  for (const entry of ['stateful', 'unroll']) config.flag(entry, false);
  config.expect('time_major', false);
  const all = config.flag('return_sequences', false);
  const given = config.flag('return_state', false);
  const back = config.flag('go_backwards', false);
  const zeros = config.flag('zero_output_for_mask', false);
  const rate = config.fraction('dropout', 0);
  const recurrentRate = config.fraction('recurrent_dropout', 0);
  const own = cells.map(({ cell }) => cell);
  const count = cells.reduce((sum, { parts }) => sum + (parts?.length ?? 1), 0);

  const flow: KerasFlowLayer['flow'] = ({ x, mask, states }, { training = false, rng } = {}) => {
    const { inSize } = own[0] as Cell;
    if (x.rank !== 3 || x.shape[2] !== inSize) {
      throw config.refuse('input', `a tensor [batch, time, ${inSize}]`, x);
    }
    if (states !== undefined && states.length !== count) {
      throw config.refuse('initial_state', `${count} tensors`, states.length);
    }
    if (training && recurrentRate > 0) {
      throw config.refuse('recurrent_dropout', '0 while training', recurrentRate);
    }
    if (training && rate > 0) expectRng(`fromKeras: ${config.where}: forward`, rng);
    return tf.tidy(() => {
      const drops = training && rate > 0 && rng !== undefined;
      // The same features at each step (Gal and Ghahramani 2016).
      const shape = [x.shape[0], 1, inSize];
      const xs = drops ? tf.mul(x, dropout(tf.ones(shape), { rate, rng })) : x;
      const first = states && grouped(states, cells);
      const result = kerasSequence(own, xs as tf.Tensor3D, first, { mask, back, zeros });
      const last = given ? result.states.flatMap((state, i) => partsOf(state, cells[i])) : [];
      const y = all ? result.outputs : result.last;
      // Each a tensor of its own: a state may be the output.
      return { x: y, mask: all ? mask : undefined, states: last.map(tf.clone) } as never;
    }) as KerasFlow;
  };
  return { kept, takesStates: true, flow };
}

function partsOf(state: AnyState, cell: KerasCell | undefined): tf.Tensor[] {
  if (state instanceof tf.Tensor) return [state];
  return (cell?.parts ?? []).map((part) => state[part] as tf.Tensor);
}

/** A list of tensors as the states of cells. */
function grouped(list: readonly tf.Tensor[], cells: readonly KerasCell[]): AnyState[] {
  let at = 0;
  return cells.map(({ parts }) => {
    if (parts === undefined) return list[at++] as tf.Tensor2D;
    return Object.fromEntries(parts.map((part) => [part, list[at++] as tf.Tensor2D])) as AnyState;
  });
}
