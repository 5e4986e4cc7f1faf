import type * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { describeText, describeValue, expected } from '../check/describe';
import { readOptions } from '../check/options';
import { fileStore } from '../files/file-store';
import { viewSafetensors } from '../files/safetensors';
import type { ByteStore } from '../files/store';
import { withoutDrawing } from '../init/blank';
import { type Maker, nameOf } from '../made/made-with';
import { type ArrayValue, loadStateDict } from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import { makeVariables } from '../nn/make-variables';
import { checkChecksums, checkpointFile } from '../train/checkpoint-file';
import { buildModel } from './build-model';
import { describeModel } from './describe-model';
import { ModelFileError } from './model-file-error';

const FORMAT = 'dl-model-1';

/** What a saved model is made of again. */
export interface LoadModelOptions {
  /** Classes of its layers, and functions that it calls: a list, or by name, as a bundler that shortens names of functions needs it. */
  layers: readonly Maker[] | Readonly<Record<string, Maker>>;
}

/**
 * Saves a model, whole: its weights, and what is needed to make it again. A model is an object, an array or `sequential` of layers; a
 * `TableEncoder` may be a part of it. The file is one of safetensors, with a CRC-32 of each tensor.
 *
 * ```ts
 * await save({ net, encoder }, 'weather.safetensors');
 * ```
 *
 * @param target a file's path, in Node; or a store: `indexedDbStore(name)`
 * @throws TypeError that names a part that cannot be made again: a tensor, an object of a class without `keepArguments`, a function
 *   without a name or two of one name, a part that holds itself; what the store throws
 */
export async function save(model: unknown, target: string | ByteStore): Promise<void> {
  const store = storeOf('save', target, 'write');
  const described = describeModel('save', model);
  const metadata = { format: FORMAT, model: JSON.stringify(described) };
  await store.write(await checkpointFile('save', stateDict(model), metadata));
}

/**
 * A model that `save` has saved: made of the classes that are handed in, and of no others; no code comes from the file, and nothing is
 * drawn.
 *
 * ```ts
 * const { net, encoder } = await load<Weather>('weather.safetensors', { layers: { Linear, Dropout, TableEncoder } });
 * ```
 *
 * @param source a file's path, in Node; or a store
 * @throws ModelFileError if there is none, it is no saved model, it is damaged, or of parts that were not handed in (it lists those that
 *   were); StateDictError where weights and parts do not fit; what constructors throw
 */
export async function load<T = unknown>(
  source: string | ByteStore,
  options: LoadModelOptions,
): Promise<T> {
  const store = storeOf('load', source, 'read');
  const own = readOptions('load', options, { layers: expectLayers });
  expectLayers('load', 'layers', own.layers);
  const makers = makersOf(own.layers);
  const where = `load: ${store.where}`;
  const bytes = await store.read();
  if (bytes === undefined)
    throw new ModelFileError(`${where}: expected a saved model, got nothing`);
  const file = viewSafetensors(bytes);
  const { format, model: text } = file.metadata;
  if (format !== FORMAT || text === undefined) {
    throw new ModelFileError(
      `${where}: expected ${FORMAT}, got format ${describeText(`${format}`)}`,
    );
  }
  await checkChecksums(where, file);
  const described = parse(where, text);
  const entries = Object.values(file.tensors).reduce((sum, { data }) => sum + data.length, 0);
  return makeVariables('load', () => {
    const model = withoutDrawing(entries, () => buildModel(where, described, makers));
    loadStateDict(model, file.tensors as unknown as Record<string, ArrayValue | tf.Tensor>);
    return model as T;
  });
}

function parse(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelFileError(`${where}: model: expected JSON, got ${describeValue(text)}`);
  }
}

function storeOf(where: string, target: string | ByteStore, verb: 'read' | 'write'): ByteStore {
  const store = typeof target === 'string' ? fileStore(target) : target;
  if (typeof store !== 'object' || store === null) {
    throw new TypeError(
      expected(`${where}: ${verb === 'read' ? 'source' : 'target'}`, 'a path or a store', target),
    );
  }
  expectFunction(where, `store.${verb}`, store[verb]);
  return store;
}

function makersOf(layers: LoadModelOptions['layers']): Map<string, Maker> {
  if (Array.isArray(layers)) return new Map(layers.map((maker: Maker) => [nameOf(maker), maker]));
  return new Map(Object.entries(layers as Record<string, Maker>));
}

function expectLayers(where: string, name: string, layers: unknown): void {
  if (typeof layers !== 'object' || layers === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'classes, in a list or by name', layers));
  }
  for (const [key, maker] of Object.entries(layers))
    expectFunction(where, `${name}.${describeText(key)}`, maker);
}
