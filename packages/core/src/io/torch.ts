import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import {
  type ArrayValue,
  type LoadReport,
  loadStateDict,
  StateDictError,
} from '../model/load-state-dict';
import type { StoredTensor } from './safetensors';
import { toArrayValue } from './stored-values';
import { torchUnitsOf } from './torch-units';

/**
 * The numbers of a model under PyTorch's names and in its layouts, for `writeSafetensors`: what `load_state_dict` takes for
 * the same model there. Layers of a `sequential` are numbered as in `nn.Sequential`; Variables of layers that are not known
 * keep their paths and shapes.
 */
export async function toTorch(model: unknown): Promise<Record<string, StoredTensor>> {
  const dict: Record<string, StoredTensor> = {};
  for (const unit of torchUnitsOf('toTorch', model)) {
    for (const [name, { data, shape }] of Object.entries(await unit.outward())) {
      dict[name] =
        data instanceof Int32Array
          ? { dtype: 'I32', shape, data: Int32Array.from(data) }
          : { dtype: 'F32', shape, data: Float32Array.from(data) };
    }
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
  const units = torchUnitsOf('fromTorch', model);
  const known = units.flatMap(({ shapes }) => Object.keys(shapes));
  const missing = known.filter((name) => !Object.hasOwn(tensors, name));
  const names = new Set(known);
  const unexpected = Object.keys(tensors).filter(
    (name) => !names.has(name) && !name.endsWith('num_batches_tracked'),
  );
  const values: Record<string, tf.Tensor | ArrayValue> = {};
  const misfits: string[] = [];
  try {
    for (const { shapes, inward } of units) {
      const own: Record<string, ArrayValue> = {};
      let fits = true;
      for (const [name, wanted] of Object.entries(shapes)) {
        if (!Object.hasOwn(tensors, name)) {
          fits = false;
          continue;
        }
        const value = arrayOf(tensors[name] as ArrayValue | StoredTensor);
        own[name] = value;
        const size = wanted.reduce((product, axis) => product * axis, 1);
        if (String(value.shape) === String(wanted) && value.data.length === size) continue;
        misfits.push(`${name} ([${value.shape}] for [${wanted}])`);
        fits = false;
      }
      // Of several that belong together one alone says nothing.
      if (fits) Object.assign(values, inward(own));
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
    for (const value of Object.values(values)) if (value instanceof tf.Tensor) value.dispose();
  }
}

function arrayOf(value: ArrayValue | StoredTensor): ArrayValue {
  return 'dtype' in value ? toArrayValue(value) : value;
}
