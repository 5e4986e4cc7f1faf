import {
  type ArrayValue,
  describeShape,
  expected,
  isArrayOf,
  ShapeError,
  StateDictError,
} from '@dl/core';

/** A state dict of PyTorch: float32 arrays with their shapes, by name. */
export type TorchState = Readonly<Record<string, ArrayValue>>;

/** A recurrent module of PyTorch. */
export interface TorchModuleKind {
  /** For errors: `nn.LSTM`. */
  readonly name: string;
  /** Blocks of rows of a weight: 4 of an LSTM. */
  readonly gates: number;
  /** Whether it may have a projection, `weight_hr`. */
  readonly projects?: boolean;
}

/** What the names and shapes of a state dict say of its module. */
export interface TorchSizes {
  readonly inSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly both: boolean;
  readonly bias: boolean;
  /** Features of the projection. */
  readonly projection: number | undefined;
}

/**
 * Reads the sizes of a recurrent module off its state dict, and checks every name and shape of it.
 *
 * @param where the function that errors name
 * @throws ShapeError if there is no `weight_ih_l0` [gates · hidden, in], from which the sizes are read
 * @throws StateDictError naming what is missing, unexpected or does not fit
 */
export function readTorchSizes(
  where: string,
  state: TorchState,
  module: TorchModuleKind,
): TorchSizes {
  if (typeof module?.gates !== 'number') {
    throw new TypeError(expected(`${where}: module`, 'a kind of module', module));
  }
  const sizes = readSizes(where, state, module);
  checkNames(where, state, namesOf(sizes, module), module);
  return sizes;
}

const NAME = /^(?:weight|bias)_(?:ih|hh)_l(\d+)(_reverse)?$/;

function readSizes(
  where: string,
  state: TorchState,
  { gates, projects }: TorchModuleKind,
): TorchSizes {
  if (typeof state !== 'object' || state === null) {
    throw new TypeError(expected(`${where}: state`, 'an object of arrays by name', state));
  }
  const names = Object.keys(state);
  const rows = gates === 1 ? 'hidden' : `${gates} hidden`;
  const [height, inSize] = matrixOf(where, state, 'weight_ih_l0', `[${rows}, in]`);
  if (height % gates !== 0) {
    throw new ShapeError(
      `${where}: weight_ih_l0: expected [${rows}, in], got [${height}, ${inSize}]`,
    );
  }
  const hiddenSize = height / gates;
  const projected = projects && Object.hasOwn(state, 'weight_hr_l0');
  const parts = names.map((name) => NAME.exec(name)).filter((part) => part !== null);
  // A number of layers that the names cannot fill is not believed.
  const indices = parts.map(([, layer]) => Number(layer)).filter((layer) => layer < names.length);
  return {
    inSize,
    hiddenSize,
    layers: Math.max(0, ...indices) + 1,
    both: parts.some(([, , reverse]) => reverse !== undefined),
    bias: parts.some(([name]) => name.startsWith('bias')),
    projection: projected
      ? matrixOf(where, state, 'weight_hr_l0', '[projection, hidden]')[0]
      : undefined,
  };
}

function matrixOf(
  where: string,
  state: TorchState,
  name: string,
  wanted: string,
): [number, number] {
  const { shape } = (Object.hasOwn(state, name) && state[name]) || {};
  if (shape?.length !== 2 || shape.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    const got = shape ? describeShape(shape) : 'nothing';
    throw new ShapeError(`${where}: ${name}: expected ${wanted}, got ${got}`);
  }
  return shape as [number, number];
}

/** Which cell of a `CellStack` a layer and direction of PyTorch is. */
export function* torchCells({
  layers,
  both,
}: Pick<TorchSizes, 'layers' | 'both'>): Iterable<{ suffix: string; path: string }> {
  for (let layer = 0; layer < layers; layer++) {
    yield { suffix: `l${layer}`, path: `cells.${layer}` };
    if (both) yield { suffix: `l${layer}_reverse`, path: `reverseCells.${layer}` };
  }
}

/** PyTorch's names with their shapes. */
export function namesOf(
  sizes: TorchSizes,
  { gates }: TorchModuleKind,
): Map<string, readonly number[]> {
  const { inSize, hiddenSize, both, bias, projection } = sizes;
  const out = projection ?? hiddenSize;
  const rows = gates * hiddenSize;
  const names = new Map<string, readonly number[]>();
  for (const { suffix } of torchCells(sizes)) {
    const below = both ? 2 * out : out;
    names.set(`weight_ih_${suffix}`, [rows, /^l0(_|$)/.test(suffix) ? inSize : below]);
    names.set(`weight_hh_${suffix}`, [rows, out]);
    if (projection) names.set(`weight_hr_${suffix}`, [projection, hiddenSize]);
    if (!bias) continue;
    for (const part of ['ih', 'hh']) names.set(`bias_${part}_${suffix}`, [rows]);
  }
  return names;
}

/** Says under PyTorch's names what is wrong. */
function checkNames(
  where: string,
  state: TorchState,
  wanted: ReadonlyMap<string, readonly number[]>,
  module: TorchModuleKind,
): void {
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
  const message = `${where}: expected the state dict of an ${module.name}, got ${troubles.join('; ')}`;
  throw new StateDictError(message, missing, unexpected, misfits);
}

function misfitOf(value: ArrayValue, shape: readonly number[]): string | undefined {
  if (!Array.isArray(value?.shape)) return 'no array with a shape';
  const [got, wanted] = [describeShape(value.shape), describeShape(shape)];
  if (got !== wanted) return `${got} for ${wanted}`;
  if (!isArrayOf(value.data, 'Float32Array')) return 'no Float32Array';
  const size = shape.reduce((product, axis) => product * axis, 1);
  return value.data.length === size ? undefined : `${value.data.length} numbers for ${size}`;
}
