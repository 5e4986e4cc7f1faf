import type { Lengths } from '@dl/core';
import { dropout as drop, type Rng, ShapeError } from '@dl/core';
import {
  checkedLater,
  expected,
  expectFlag,
  expectFraction,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { mergeOption, runBoth } from './bidirectional';
import type { Cell } from './cell';
import { expectCell, expectPair, expectSequence, expectStates, rngOption } from './check';
import type { Merge } from './result';
import { LazyResult, lastOutput, type StackResult } from './result';
import { runSequence } from './run-sequence';

/** One layer of a stack: a cell, or one a direction. */
export interface StackLayer<S extends tf.TensorContainer> {
  readonly forward: Cell<S>;
  /** Of the other direction: every layer has one, or none has. */
  readonly backward?: Cell<S> | undefined;
}

export interface StackOptions<S> {
  /** How the directions of a layer are merged. Default `concat`. */
  merge?: Merge | undefined;
  /** One state a layer and direction, in PyTorch's order: forward and backward of layer 0, of layer 1 … */
  state?: readonly S[] | undefined;
  /** Steps of each row, 0 to time. Default: all. */
  lengths?: Lengths | undefined;
  /** The share of each layer's outputs that is dropped before the next layer, while training. Default 0. */
  dropout?: number;
  /** Default false. */
  training?: boolean | undefined;
  /** Draws what is dropped; needed with dropout while training. */
  rng?: Rng | undefined;
}

const OPTIONS: OptionChecks<StackOptions<unknown>> = {
  merge: mergeOption,
  state: checkedLater,
  lengths: checkedLater,
  dropout: expectFraction,
  training: expectFlag,
  rng: rngOption,
};

/**
 * Runs a sequence through layers of cells, each on the outputs of the one before. What a package of
 * another cell builds its own stack from.
 *
 * @param where the function that errors name
 * @param xs float32 [batch, time, in]
 * @returns outputs [batch, time, out of the last layer], its last output, and the last state of every cell
 * @throws RangeError if there is no layer, dropout is no share or lacks its `rng`, or the number of
 *   states is not that of the cells; ShapeError if a layer does not fit the one before
 * @throws else as `unroll`
 */
export function runStack<S extends tf.TensorContainer>(
  where: string,
  layers: readonly StackLayer<S>[],
  xs: tf.Tensor,
  options?: StackOptions<S>,
): StackResult<S> {
  const own = readOptions<StackOptions<S>>(where, options, OPTIONS);
  const read = readLayers(where, layers);
  return runFitting(where, read, cellsThatFit(where, read, own.merge ?? 'concat'), xs, own);
}

/** `runStack` of layers that are known to fit and options that are read; `cells` are theirs in the order of their states. */
export function runFitting<S extends tf.TensorContainer>(
  where: string,
  layers: readonly StackLayer<S>[],
  cells: readonly Cell<S>[],
  xs: tf.Tensor,
  options: StackOptions<S>,
): StackResult<S> {
  const { merge, state, lengths: given, dropout = 0, training = false, rng } = options;
  const drops = training && dropout > 0 && layers.length > 1;
  if (drops) expectRng(where, rng);
  const lengths = expectSequence(where, (cells[0] as Cell<S>).inSize, xs, given);
  if (state !== undefined) expectStates(where, cells, state, xs.shape[0] as number);
  const checked = { merge, state, lengths, dropout: drops ? dropout : 0, rng };
  return runLayers(layers, xs as tf.Tensor3D, checked);
}

interface ReadStack<S> extends Pick<StackOptions<S>, 'merge' | 'state' | 'dropout' | 'rng'> {
  lengths: Int32Array | undefined;
}

/** Of inputs that have been checked; `dropout` 0 unless it is to be drawn. */
function runLayers<S extends tf.TensorContainer>(
  layers: readonly StackLayer<S>[],
  xs: tf.Tensor3D,
  { merge = 'concat', state, lengths, dropout = 0, rng }: ReadStack<S>,
): StackResult<S> {
  const { forward, backward } = layers.at(-1) as StackLayer<S>;
  const batch = xs.shape[0];
  if (layers.length === 1 && backward === undefined) {
    const { outputs, state: own } = runSequence(forward, xs, state?.[0], { lengths });
    return new LazyResult(outputs, [own], () => lastOutput([forward], [own], merge, batch));
  }
  const made = tf.tidy(() => {
    const last: S[] = [];
    let ys = xs as tf.Tensor3D;
    layers.forEach(({ forward, backward }, i) => {
      if (dropout > 0 && i > 0) ys = drop(ys, { rate: dropout, rng: rng as Rng });
      if (backward === undefined) {
        const result = runSequence(forward, ys, state?.[i], { lengths });
        ys = result.outputs;
        last.push(result.state);
      } else {
        const own = state && ([state[2 * i], state[2 * i + 1]] as [S, S]);
        const result = runBoth(forward, backward, ys, { merge, state: own, lengths });
        ys = result.outputs;
        last.push(...result.state);
      }
    });
    return { outputs: ys, state: last } as never;
  }) as Pick<StackResult<S>, 'outputs' | 'state'>;
  return new LazyResult(made.outputs, made.state, () =>
    backward === undefined
      ? lastOutput([forward], made.state.slice(-1), merge, batch)
      : lastOutput([forward, backward], made.state.slice(-2), merge, batch),
  );
}

/** The layers with the cells that were checked. */
function readLayers<S extends tf.TensorContainer>(
  where: string,
  layers: readonly StackLayer<S>[],
): StackLayer<S>[] {
  if (!Array.isArray(layers)) {
    throw new TypeError(expected(`${where}: layers`, 'an array of layers', layers));
  }
  if (layers.length === 0) {
    throw new RangeError(`${where}: layers: expected at least one, got none`);
  }
  return Array.from(layers as readonly StackLayer<S>[], (layer, i) => {
    const { forward, backward } = layer ?? ({} as StackLayer<S>);
    expectCell(where, `layers.${i}.forward`, forward);
    if (backward !== undefined) expectCell(where, `layers.${i}.backward`, backward);
    return { forward, backward };
  });
}

/** The cells of all layers in the order of their states, if the layers fit one another. */
function cellsThatFit<S extends tf.TensorContainer>(
  where: string,
  layers: readonly StackLayer<S>[],
  merge: Merge,
): Cell<S>[] {
  const both = layers[0]?.backward !== undefined;
  let width: number | undefined;
  return layers.flatMap(({ forward, backward }, i) => {
    if ((backward !== undefined) !== both) {
      const [wanted, got] = both ? ['both directions', 'one'] : ['one direction', 'both'];
      throw new ShapeError(`${where}: layers.${i}: expected ${wanted} as layer 0, got ${got}`);
    }
    if (width !== undefined && forward.inSize !== width) {
      const { inSize } = forward;
      throw new ShapeError(
        `${where}: layers.${i}: expected inSize ${width}, the width before, got ${inSize}`,
      );
    }
    width = forward.outSize;
    if (backward === undefined) return [forward];
    expectPair(`${where}: layers.${i}`, forward, backward, merge);
    if (merge === 'concat') width += backward.outSize;
    return [forward, backward];
  });
}
