import {
  type ArrayValue,
  describeShape,
  dispose,
  loadStateDict,
  random,
  ShapeError,
} from '@dl/core';
import { Rnn } from './rnn';
import type { RnnActivation } from './rnn-cell';

export interface RnnFromTorchOptions {
  /** PyTorch's `nonlinearity`, which its state dict does not hold. Default `tanh`. */
  activation?: RnnActivation;
  /** Default 0. */
  dropout?: number;
}

/**
 * An `Rnn` with the weights of a `torch.nn.RNN`: any number of layers, one or both directions, with
 * or without biases. PyTorch keeps weights as [out, in], which are turned, and two biases a layer,
 * whose sum is the one here.
 *
 * @param state `nn.RNN(...).state_dict()` as float32 arrays with their shapes: `weight_ih_l0`,
 *   `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, … `_reverse`
 * @throws ShapeError if `weight_ih_l0` or a bias is not there or of another shape; StateDictError
 *   naming what else is missing, unexpected or does not fit
 */
export function rnnFromTorch(
  state: Readonly<Record<string, ArrayValue>>,
  { activation = 'tanh', dropout = 0 }: RnnFromTorchOptions = {},
): Rnn {
  const [hiddenSize, inSize] = expectRank(state, 'weight_ih_l0', 2) as [number, number];
  let layers = 1;
  while (Object.hasOwn(state, `weight_ih_l${layers}`)) layers++;
  const values = convert(state);
  const rnn = new Rnn(inSize, hiddenSize, {
    rng: random(0),
    layers,
    bidirectional: Object.hasOwn(state, 'weight_ih_l0_reverse') ? 'concat' : undefined,
    dropout,
    activation,
    bias: Object.hasOwn(state, 'bias_ih_l0'),
  });
  try {
    loadStateDict(rnn, values);
    return rnn;
  } catch (error) {
    dispose(rnn);
    throw error;
  }
}

const NAME = /^(weight|bias)_(ih|hh)_l(\d+)(_reverse)?$/;

/** The same values under the names and in the layout of `Rnn`; a name that PyTorch does not know stays. */
function convert(state: Readonly<Record<string, ArrayValue>>): Record<string, ArrayValue> {
  const values: Record<string, ArrayValue> = {};
  for (const [name, value] of Object.entries(state)) {
    const [, kind, part, layer, reverse] = NAME.exec(name) ?? [];
    const cell = `${reverse ? 'reverseCells' : 'cells'}.${layer}`;
    if (kind === 'weight') {
      const path = `${cell}.${part === 'ih' ? 'input' : 'recurrent'}.weight`;
      values[path] = transpose(value, expectRank(state, name, 2) as [number, number]);
    } else if (kind === 'bias' && part === 'ih') {
      values[`${cell}.input.bias`] = sumOfBiases(state, name);
    } else if (kind === undefined || !Object.hasOwn(state, name.replace('_hh_', '_ih_'))) {
      values[name] = value;
    }
  }
  return values;
}

function expectRank(
  state: Readonly<Record<string, ArrayValue>>,
  name: string,
  rank: number,
): readonly number[] {
  const value = Object.hasOwn(state, name) ? state[name] : undefined;
  const pattern = rank === 2 ? '[out, in]' : '[hidden]';
  const shape = value?.shape;
  const size = shape?.reduce((product, axis) => product * axis, 1);
  if (shape?.length !== rank || value?.data?.length !== size) {
    const got = value
      ? `${value.data?.length} numbers of shape ${describeShape(shape ?? [])}`
      : 'nothing';
    throw new ShapeError(`rnnFromTorch: ${name}: expected ${pattern}, got ${got}`);
  }
  return shape;
}

function transpose({ data }: ArrayValue, [rows, columns]: readonly [number, number]): ArrayValue {
  const turned = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j] as number;
  }
  return { data: turned, shape: [columns, rows] };
}

function sumOfBiases(state: Readonly<Record<string, ArrayValue>>, name: string): ArrayValue {
  const [hidden] = expectRank(state, name, 1);
  const other = name.replace('_ih_', '_hh_');
  if (expectRank(state, other, 1)[0] !== hidden) {
    throw new ShapeError(
      `rnnFromTorch: ${other}: expected [${hidden}] as ${name}, got [${state[other]?.shape}]`,
    );
  }
  const [a, b] = [state[name]?.data, state[other]?.data] as [Float32Array, Float32Array];
  return {
    data: Float32Array.from(a, (value, i) => value + (b[i] as number)),
    shape: [hidden as number],
  };
}
