import {
  type ArrayValue,
  describeShape,
  expected,
  loadStateDict,
  random,
  ShapeError,
  StateDictError,
} from '@dl/core';
import { Rnn } from './rnn';
import type { RnnActivation } from './rnn-cell';

export interface RnnFromTorchOptions {
  /** PyTorch's `nonlinearity`, which its state dict does not hold. Default `tanh`. */
  activation?: RnnActivation;
  /** Default 0. */
  dropout?: number;
}

type TorchState = Readonly<Record<string, ArrayValue>>;

interface Sizes {
  readonly inSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly both: boolean;
  readonly bias: boolean;
}

/**
 * An `Rnn` with the weights of a `torch.nn.RNN`: any number of layers, one or both directions, with
 * or without biases. PyTorch keeps weights as [out, in], which are turned, and two biases a layer,
 * whose sum is the one here.
 *
 * @param state `nn.RNN(...).state_dict()` as float32 arrays with their shapes: `weight_ih_l0`
 *   [hidden, in], `weight_hh_l0` [hidden, hidden], `bias_ih_l0`, `bias_hh_l0` [hidden], … `_reverse`
 * @throws ShapeError if there is no `weight_ih_l0` [hidden, in], from which the sizes are read
 * @throws StateDictError naming what is missing, unexpected or does not fit
 * @throws RangeError for an unknown activation or a dropout that is no share
 */
export function rnnFromTorch(
  state: TorchState,
  { activation = 'tanh', dropout = 0 }: RnnFromTorchOptions = {},
): Rnn {
  const sizes = readSizes(state);
  checkNames(state, namesOf(sizes));
  const { inSize, hiddenSize, layers, both, bias } = sizes;
  const rnn = new Rnn(inSize, hiddenSize, {
    rng: random(0),
    layers,
    bidirectional: both ? 'concat' : undefined,
    dropout,
    activation,
    bias,
  });
  loadStateDict(rnn, convert(state, sizes));
  return rnn;
}

const NAME = /^(?:weight|bias)_(?:ih|hh)_l(\d+)(_reverse)?$/;

function readSizes(state: TorchState): Sizes {
  const where = 'rnnFromTorch';
  if (typeof state !== 'object' || state === null) {
    throw new TypeError(expected(`${where}: state`, 'an object of arrays by name', state));
  }
  const names = Object.keys(state);
  const { shape } = (Object.hasOwn(state, 'weight_ih_l0') && state.weight_ih_l0) || {};
  if (shape?.length !== 2 || shape.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    const got = shape ? describeShape(shape) : 'nothing';
    throw new ShapeError(`${where}: weight_ih_l0: expected [hidden, in], got ${got}`);
  }
  const [hiddenSize, inSize] = shape as [number, number];
  const parts = names.map((name) => NAME.exec(name)).filter((part) => part !== null);
  // A number of layers that the names cannot fill is not believed.
  const indices = parts.map(([, layer]) => Number(layer)).filter((layer) => layer < names.length);
  return {
    inSize,
    hiddenSize,
    layers: Math.max(0, ...indices) + 1,
    both: parts.some(([, , reverse]) => reverse !== undefined),
    bias: parts.some(([name]) => name.startsWith('bias')),
  };
}

/** Which cell of the `Rnn` a layer and direction of PyTorch is. */
function* cellsOf({ layers, both }: Sizes): Iterable<{ suffix: string; path: string }> {
  for (let layer = 0; layer < layers; layer++) {
    yield { suffix: `l${layer}`, path: `cells.${layer}` };
    if (both) yield { suffix: `l${layer}_reverse`, path: `reverseCells.${layer}` };
  }
}

/** PyTorch's names with their shapes. */
function namesOf(sizes: Sizes): Map<string, readonly number[]> {
  const { inSize, hiddenSize, both, bias } = sizes;
  const names = new Map<string, readonly number[]>();
  for (const { suffix } of cellsOf(sizes)) {
    const below = both ? 2 * hiddenSize : hiddenSize;
    names.set(`weight_ih_${suffix}`, [hiddenSize, /^l0/.test(suffix) ? inSize : below]);
    names.set(`weight_hh_${suffix}`, [hiddenSize, hiddenSize]);
    if (!bias) continue;
    for (const part of ['ih', 'hh']) names.set(`bias_${part}_${suffix}`, [hiddenSize]);
  }
  return names;
}

/** Says under PyTorch's names what is wrong. */
function checkNames(state: TorchState, wanted: ReadonlyMap<string, readonly number[]>): void {
  const missing = [...wanted.keys()].filter((name) => !Object.hasOwn(state, name));
  const unexpected = Object.keys(state).filter((name) => !wanted.has(name));
  const misfits: string[] = [];
  const reasons: string[] = [];
  for (const [name, shape] of wanted) {
    const misfit = Object.hasOwn(state, name) && misfitOf(state[name] as ArrayValue, shape);
    if (!misfit) continue;
    misfits.push(name);
    reasons.push(`${name} (${misfit})`);
  }
  const troubles = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(unexpected.length > 0 ? [`unexpected: ${unexpected.join(', ')}`] : []),
    ...(reasons.length > 0 ? [`not fitting: ${reasons.join(', ')}`] : []),
  ];
  if (troubles.length === 0) return;
  const message = `rnnFromTorch: expected the state dict of an nn.RNN, got ${troubles.join('; ')}`;
  throw new StateDictError(message, missing, unexpected, misfits);
}

function misfitOf(value: ArrayValue, shape: readonly number[]): string | undefined {
  if (!Array.isArray(value?.shape)) return 'no array with a shape';
  const [got, wanted] = [describeShape(value.shape), describeShape(shape)];
  if (got !== wanted) return `${got} for ${wanted}`;
  if (!(value.data instanceof Float32Array)) return 'no Float32Array';
  const size = shape.reduce((product, axis) => product * axis, 1);
  return value.data.length === size ? undefined : `${value.data.length} numbers for ${size}`;
}

/** The same values under the names and in the layout of `Rnn`. */
function convert(state: TorchState, sizes: Sizes): Record<string, ArrayValue> {
  const values: Record<string, ArrayValue> = {};
  for (const { suffix, path } of cellsOf(sizes)) {
    values[`${path}.input.weight`] = transpose(state[`weight_ih_${suffix}`] as ArrayValue);
    values[`${path}.recurrent.weight`] = transpose(state[`weight_hh_${suffix}`] as ArrayValue);
    if (!sizes.bias) continue;
    const [a, b] = [state[`bias_ih_${suffix}`], state[`bias_hh_${suffix}`]] as [
      ArrayValue,
      ArrayValue,
    ];
    const data = Float32Array.from(a.data, (value, i) => value + (b.data[i] as number));
    values[`${path}.input.bias`] = { data, shape: a.shape };
  }
  return values;
}

function transpose({ data, shape }: ArrayValue): ArrayValue {
  const [rows, columns] = shape as readonly [number, number];
  const turned = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j] as number;
  }
  return { data: turned, shape: [columns, rows] };
}
