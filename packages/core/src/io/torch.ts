import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../errors';
import {
  type ArrayValue,
  type LoadReport,
  loadStateDict,
  StateDictError,
} from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import type { StoredTensor } from './safetensors';
import { toArrayValue } from './stored-values';
import { type TorchField, torchFieldsOf } from './torch-layouts';

/**
 * The numbers of a model under PyTorch's names and in its layouts, for `writeSafetensors`: what `load_state_dict` takes for
 * the same model there. Layers of a `sequential` are numbered as in `nn.Sequential`; Variables of layers that are not known
 * keep their paths and shapes.
 */
export async function toTorch(model: unknown): Promise<Record<string, StoredTensor>> {
  const dict: Record<string, StoredTensor> = {};
  for (const { variable, name, field } of placesOf('toTorch', model)) {
    const there = tf.tidy(() => outward(variable, field));
    const data = await there.data();
    if (there !== variable) there.dispose();
    const { shape } = there;
    dict[name] =
      variable.dtype === 'int32'
        ? { dtype: 'I32', shape, data: Int32Array.from(data) }
        : { dtype: 'F32', shape, data: Float32Array.from(data) };
  }
  return dict;
}

/**
 * Loads the state dict of the same model of PyTorch, as `readSafetensors` gives it: weights are turned into the layouts here,
 * `running_mean` and the like have other names, and `num_batches_tracked` is passed over. As `loadStateDict`, all or nothing.
 *
 * @param options.strict false lets values and Variables without counterpart be. Default true
 * @throws StateDictError naming what is missing, unexpected or does not fit, by PyTorch's names
 */
export function fromTorch(
  model: unknown,
  tensors: Readonly<Record<string, ArrayValue | StoredTensor>>,
  { strict = true }: { readonly strict?: boolean } = {},
): LoadReport {
  if (typeof tensors !== 'object' || tensors === null) {
    throw new TypeError(expected('fromTorch: tensors', 'an object of arrays by name', tensors));
  }
  const places = placesOf('fromTorch', model);
  const known = new Set(places.map(({ name }) => name));
  const missing = places
    .filter(({ name }) => !Object.hasOwn(tensors, name))
    .map(({ name }) => name);
  const unexpected = Object.keys(tensors).filter(
    (name) => !known.has(name) && !name.endsWith('num_batches_tracked'),
  );
  const values: Record<string, tf.Tensor> = {};
  const misfits: string[] = [];
  try {
    for (const { path, variable, name, field } of places) {
      if (!Object.hasOwn(tensors, name)) continue;
      const { data, shape } = arrayOf(tensors[name] as ArrayValue | StoredTensor);
      const wanted = tf.tidy(() => outwardShape(variable, field));
      if (String(shape) !== String(wanted) || data.length !== variable.size)
        misfits.push(`${name} ([${shape}] for [${wanted}])`);
      else
        values[path] = tf.tidy(() =>
          inward(tf.tensor(data, wanted, variable.dtype), variable, field),
        );
    }
    if (misfits.length > 0 || (strict && missing.length + unexpected.length > 0)) {
      const parts = [
        ['missing', missing],
        ['unexpected', unexpected],
        ['that do not fit', misfits],
      ] as const;
      const text = parts
        .filter(([, list]) => list.length > 0)
        .map(([what, list]) => `${list.length} ${what}: ${list.slice(0, 10).join(', ')}`);
      throw new StateDictError(
        `fromTorch: expected values that fit the model, got ${text.join('; ')}`,
        missing,
        unexpected,
        misfits,
      );
    }
    loadStateDict(model, values, { strict: false });
    return { missing, unexpected };
  } finally {
    tf.dispose(values);
  }
}

function arrayOf(value: ArrayValue | StoredTensor): ArrayValue {
  return 'dtype' in value ? toArrayValue(value) : value;
}

interface Place {
  readonly path: string;
  readonly variable: tf.Variable;
  /** In PyTorch. */
  readonly name: string;
  readonly field: TorchField | undefined;
}

/** Where each Variable of a model is there. */
function placesOf(where: string, model: unknown): Place[] {
  if (typeof model !== 'object' || model === null) {
    throw new TypeError(expected(`${where}: model`, 'an object', model));
  }
  return Object.entries(stateDict(model)).map(([path, variable]) => {
    const parts = path.split('.');
    const names: string[] = [];
    let node: unknown = model;
    for (const [i, part] of parts.entries()) {
      const field = torchFieldsOf(node)?.[parts.slice(i).join('.')];
      if (field !== undefined)
        return { path, variable, name: [...names, field.name].join('.'), field };
      if (!(part === 'layers' && isSequential(node))) names.push(part);
      node = childOf(node, part);
    }
    return { path, variable, name: names.join('.'), field: undefined };
  });
}

function isSequential(node: unknown): boolean {
  const { layers, forward } = node as { layers?: unknown; forward?: unknown };
  return Array.isArray(layers) && typeof forward === 'function';
}

function childOf(node: unknown, part: string): unknown {
  if (node instanceof Map) return node.get(part) ?? node.get(Number(part));
  if (node instanceof Set) return [...node][Number(part)];
  return (node as Record<string, unknown>)[part];
}

/** A Variable as it lies there: its axes in their order, and of a shape that some layers have another. */
function outward(variable: tf.Variable, field: TorchField | undefined): tf.Tensor {
  if (field?.order === undefined) return variable;
  const turned = tf.transpose(variable, [...field.order]);
  return field.merged ? tf.reshape(turned, mergedShape(turned.shape)) : turned;
}

function outwardShape(variable: tf.Variable, field: TorchField | undefined): number[] {
  if (field?.order === undefined) return variable.shape;
  const turned = field.order.map((axis) => variable.shape[axis] as number);
  return field.merged ? mergedShape(turned) : turned;
}

function inward(x: tf.Tensor, variable: tf.Variable, field: TorchField | undefined): tf.Tensor {
  if (field?.order === undefined) return x;
  const turned = field.order.map((axis) => variable.shape[axis] as number);
  const back = variable.shape.map((_, axis) => field.order?.indexOf(axis) as number);
  return tf.transpose(tf.reshape(x, turned), back);
}

/** [channels, multiplier, …] as [channels · multiplier, 1, …]. */
function mergedShape([channels, multiplier, ...rest]: readonly number[]): number[] {
  return [(channels as number) * (multiplier as number), 1, ...rest];
}
