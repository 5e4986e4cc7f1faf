import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expected } from '../check/describe';
import { fileStore } from '../files/file-store';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../files/safetensors';
import type { ByteStore } from '../files/store';
import type { ArrayValue } from '../model/load-state-dict';
import { adapterConfig, LoraError, readAdapterConfig } from './adapter-config';
import { storedName, storedPairs } from './adapter-tensors';
import { attachLora } from './apply-lora';
import { linearSites } from './linears';
import { Lora } from './lora';

const MODEL = 'adapter_model.safetensors';
const CONFIG = 'adapter_config.json';

/**
 * Saves an adapter alone, as PEFT does: A as [rank, in] and B as [out, rank] under the paths of their layers,
 * `base_model.model.decoder.blocks.0.attention.query.lora_A.weight`, in `adapter_model.safetensors`, with `adapter_config.json` beside. A
 * store takes the first, which has the other in its metadata.
 *
 * @param target the path of a folder, in Node; or a store: `indexedDbStore(name)`
 * @throws TypeError for no adapter or target; Error for one that was taken off; what the store throws
 */
export async function saveLora(lora: Lora, target: string | ByteStore): Promise<void> {
  const where = 'saveLora';
  if (!(lora instanceof Lora)) {
    throw new TypeError(expected(`${where}: lora`, 'what applyLora gives', lora));
  }
  const store = storeOf(where, 'target', target, 'write', MODEL);
  const config = adapterConfig(lora.config);
  const tensors: Record<string, StoredTensor> = {};
  for (const [path, { A, B }] of Object.entries(lora.layers)) {
    for (const [name, matrix] of [
      ['A', A],
      ['B', B],
    ] as const) {
      if (matrix.isDisposed) {
        throw new Error(
          `${where}: lora: expected an adapter on its model, got one that was taken off`,
        );
      }
      tensors[storedName(path, name)] = { dtype: 'F32', ...transposed(await valuesOf(matrix)) };
    }
  }
  await store.write(writeSafetensors(tensors, { format: 'pt', adapter_config: config }));
  if (typeof target === 'string') {
    await inFolder(target, CONFIG).write(new TextEncoder().encode(`${config}\n`));
  }
}

/**
 * Puts on a model what `saveLora` has saved, or PEFT where layers have the same paths: frozen, ready to run or to train on.
 *
 * @param source the path of a folder, in Node; or a store
 * @throws LoraError if there is none, or it asks for what is not computed here (DoRA, biases); StateDictError for an adapter of another
 *   model, with the names that it has not and the shapes that differ; TypeError, Error as `applyLora`
 */
export async function loadLora(model: unknown, source: string | ByteStore): Promise<Lora> {
  const store = storeOf('loadLora', 'source', source, 'read', MODEL);
  const where = `loadLora: ${store.where}`;
  const bytes = await store.read();
  if (bytes === undefined) throw new LoraError(`${where}: expected an adapter, got nothing`);
  const { tensors, metadata } = readSafetensors(bytes);
  const beside = typeof source === 'string' ? await inFolder(source, CONFIG).read() : undefined;
  const text = beside === undefined ? metadata.adapter_config : new TextDecoder().decode(beside);
  if (text === undefined) throw new LoraError(`${where}: expected ${CONFIG}, got none`);
  const config = readAdapterConfig(`${where}: ${CONFIG}`, text);
  const pairs = storedPairs(where, tensors, linearSites('loadLora', model), config.rank);
  const values = new Map(pairs.map(({ site, A, B }) => [site, { A, B }]));
  const sites = pairs.map(({ site }) => site);
  const targets = sites.map(({ path }) => path);
  return attachLora('loadLora', model, sites, { ...config, targets }, (site) => {
    const { A, B } = values.get(site) as { A: ArrayValue; B: ArrayValue };
    return { A: tensorOf(transposed(A)), B: tensorOf(transposed(B)) };
  });
}

async function valuesOf(matrix: tf.Variable): Promise<ArrayValue> {
  return { data: (await matrix.data()) as Float32Array, shape: matrix.shape };
}

function tensorOf({ data, shape }: ArrayValue): tf.Tensor {
  return tf.tensor(data, shape as number[], 'float32');
}

/** [rows, columns] → [columns, rows]. */
function transposed({ data, shape }: ArrayValue): { data: Float32Array; shape: number[] } {
  const [rows, columns] = shape as [number, number];
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = data[row * columns + column] as number;
    }
  }
  return { data: turned, shape: [columns, rows] };
}

function inFolder(folder: string, name: string): ByteStore {
  return fileStore(`${folder.replace(/[\\/]+$/, '')}/${name}`);
}

function storeOf(
  where: string,
  name: string,
  given: string | ByteStore,
  verb: 'read' | 'write',
  file: string,
): ByteStore {
  if (typeof given === 'string' && given !== '') return inFolder(given, file);
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'the path of a folder, or a store', given));
  }
  expectFunction(where, `${name}.${verb}`, given[verb]);
  return given;
}
