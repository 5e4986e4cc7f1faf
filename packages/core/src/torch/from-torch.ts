import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../check/choice';
import { describeShape, describeText, describeValue, expected } from '../check/describe';
import { type OptionChecks, readOptions } from '../check/options';
import { type ArrayKind, arrayKind, isArrayOf, ownArray } from '../check/realm';
import type { StoredTensor } from '../files/safetensors';
import { toArrayValue } from '../files/stored-values';
import {
  type ArrayValue,
  isSameShape,
  type LoadReport,
  loadStateDict,
  StateDictError,
} from '../model/load-state-dict';
import { setOwn } from '../model/set-own';
import { isTensor } from '../model/walk';
import { expectCodecs, type TorchCodec } from './codec';
import { expectPrefix, expectRename, renamed, type TorchNames, wrappersOf } from './names';
import { type TorchUnit, torchUnitsOf } from './units';

export interface ToTorchOptions {
  /** Codecs of layers that other packages have, such as `lstmTorch` of `@dl/lstm-gru/torch`; core's own are known. */
  layers?: readonly TorchCodec[];
}

const TO_OPTIONS: OptionChecks<ToTorchOptions> = { layers: expectCodecs };

/**
 * The numbers of a model under PyTorch's names and in its layouts, for `writeSafetensors`: what `load_state_dict` takes for
 * the same model there. Layers of a `sequential` are numbered as in `nn.Sequential`; Variables of layers that are not known
 * keep their paths and shapes.
 *
 * @throws TypeError for a layer whose codec is not among `layers`, or options that are wrong
 */
export async function toTorch(
  model: unknown,
  options?: ToTorchOptions,
): Promise<Record<string, StoredTensor>> {
  const { layers } = readOptions('toTorch', options, TO_OPTIONS);
  const dict: Record<string, StoredTensor> = {};
  for (const unit of torchUnitsOf('toTorch', model, layers)) {
    for (const [name, { data, shape }] of Object.entries(await unit.outward())) {
      setOwn(dict, name, storedOf(data, shape));
    }
  }
  return dict;
}

function storedOf(data: ArrayValue['data'], shape: readonly number[]): StoredTensor {
  if (isArrayOf(data, 'Int32Array')) return { dtype: 'I32', shape, data: Int32Array.from(data) };
  if (isArrayOf(data, 'Uint8Array')) return { dtype: 'BOOL', shape, data: Uint8Array.from(data) };
  return { dtype: 'F32', shape, data: Float32Array.from(data) };
}

export interface FromTorchOptions extends TorchNames, ToTorchOptions {
  /** If false, values and Variables without a counterpart are ignored. Default true. */
  strict?: boolean;
}

const OPTIONS: OptionChecks<FromTorchOptions> = {
  layers: expectCodecs,
  strict: expectFlag,
  prefix: expectPrefix,
  rename: expectRename,
};

/** What `fromTorch` did. */
export interface TorchReport extends LoadReport {
  /** The prefix that was removed from every name without being asked for; left out if there was none. */
  readonly prefix?: string;
}

/**
 * Loads the state dict of the same model of PyTorch, as `readSafetensors` gives it: weights are turned into the layouts here,
 * `running_mean` and the like have other names, and `num_batches_tracked` is passed over. As `loadStateDict`, all or nothing.
 *
 * `prefix` and `rename` map other names. Without them, a `module.`, `_orig_mod.` or `model.` that wrappers have put before
 * every name is removed if every name and shape then fits the model; the report says so.
 *
 * @throws StateDictError naming what is missing, unexpected or does not fit, by PyTorch's names; TypeError for a layer
 *   whose codec is not among `layers`; TypeError, RangeError for invalid options
 */
export function fromTorch(
  model: unknown,
  tensors: Readonly<Record<string, ArrayValue | StoredTensor>>,
  options?: FromTorchOptions,
): TorchReport {
  const own = readOptions('fromTorch', options, OPTIONS);
  if (typeof tensors !== 'object' || tensors === null) {
    throw new TypeError(expected('fromTorch: tensors', 'an object of arrays by name', tensors));
  }
  const units = torchUnitsOf('fromTorch', model, own.layers);
  const given = match(units, renamed('fromTorch', tensors, own));
  if (own.prefix !== undefined || own.rename !== undefined) return load(model, units, given, own);
  const wrappers = wrappersOf(Object.keys(tensors));
  if (given.missing.length < given.known || wrappers.length === 0) {
    return load(model, units, given, own);
  }
  // Nothing has the name that it should have: what wrappers add may be all that is in the way.
  for (const prefix of wrappers) {
    const bare = match(units, renamed('fromTorch', tensors, { prefix }));
    if (bare.missing.length + bare.unexpected.length + bare.misfits.length > 0) continue;
    return { ...load(model, units, bare, own), prefix };
  }
  return load(
    model,
    units,
    given,
    own,
    ` (every name begins with "${wrappers.at(-1)}": see prefix)`,
  );
}

/** How the tensors of a state dict and the Variables of a model go together. */
interface Match {
  /** How many names the model has. */
  readonly known: number;
  readonly values: ReadonlyMap<string, ArrayValue>;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly misfits: readonly string[];
}

function match(
  units: readonly TorchUnit[],
  tensors: ReadonlyMap<string, ArrayValue | StoredTensor>,
): Match {
  const wanted = units.flatMap(({ shapes, kind }) =>
    Object.entries(shapes).map(([name, shape]) => [name, { shape, kind }] as const),
  );
  const known = new Map(wanted);
  const values = new Map<string, ArrayValue>();
  const misfits: string[] = [];
  for (const [name, { shape, kind }] of known) {
    if (!tensors.has(name)) continue;
    const value = fitting(tensors.get(name), shape, kind);
    if (typeof value === 'string') misfits.push(`${describeText(name)} (${value})`);
    else values.set(name, value);
  }
  return {
    known: known.size,
    values,
    missing: [...known.keys()].filter((name) => !tensors.has(name)),
    unexpected: [...tensors.keys()].filter(
      (name) => !known.has(name) && !name.endsWith('num_batches_tracked'),
    ),
    misfits,
  };
}

/** The numbers of a tensor of that shape, or how it does not fit. */
function fitting(
  tensor: ArrayValue | StoredTensor | undefined,
  wanted: readonly number[],
  kind: ArrayKind | undefined,
): ArrayValue | string {
  if (typeof tensor !== 'object' || tensor === null || !Array.isArray(tensor.shape)) {
    return `${describeValue(tensor)} for a tensor`;
  }
  if (isTensor(tensor)) return `${describeValue(tensor)} for its numbers, { data, shape }`;
  if (!isSameShape(tensor.shape, wanted)) {
    return `${describeValue(tensor.shape)} for ${describeShape(wanted)}`;
  }
  try {
    const stored = 'dtype' in tensor && /^[A-Z]/.test(tensor.dtype);
    const { data } = stored ? toArrayValue(tensor) : (tensor as ArrayValue);
    if (arrayKind(data) !== kind) return `${describeValue(data)} for a ${kind}`;
    const size = wanted.reduce((product, axis) => product * axis, 1);
    return data.length === size
      ? { data: ownArray(data), shape: wanted }
      : `${data.length} numbers for ${size}`;
  } catch (error) {
    return (error as Error).message.replace(/^safetensors: tensor:? ?/, '');
  }
}

function load(
  model: unknown,
  units: readonly TorchUnit[],
  { values, missing, unexpected, misfits }: Match,
  { strict = true }: FromTorchOptions,
  hint = '',
): LoadReport {
  if (misfits.length > 0 || (strict && missing.length + unexpected.length > 0)) {
    const parts = [
      ['missing', strict ? missing.map((name) => describeText(name)) : []],
      ['unexpected', strict ? unexpected.map((name) => describeText(name)) : []],
      ['that do not fit', misfits],
    ] as const;
    const text = parts
      .filter(([, list]) => list.length > 0)
      .map(([what, list]) => `${list.length} ${what}: ${list.slice(0, 10).join(', ')}`);
    throw new StateDictError(
      `fromTorch: expected values that fit the model, got ${text.join('; ')}${hint}`,
      missing,
      unexpected,
      misfits,
    );
  }
  const found: Record<string, tf.Tensor | ArrayValue> = {};
  try {
    for (const { shapes, inward } of units) {
      const names = Object.keys(shapes);
      // Of several that belong together one alone says nothing.
      if (!names.every((name) => values.has(name))) continue;
      const own = Object.fromEntries(names.map((name) => [name, values.get(name) as ArrayValue]));
      for (const [path, value] of Object.entries(inward(own))) setOwn(found, path, value);
    }
    loadStateDict(model, found, { strict: false });
    return { missing, unexpected };
  } finally {
    for (const value of Object.values(found)) if (value instanceof tf.Tensor) value.dispose();
  }
}
