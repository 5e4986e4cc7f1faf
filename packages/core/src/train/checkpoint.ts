import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../check/number';
import { expectAlive } from '../check/tensor';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../io/safetensors';
import type { ByteStore } from '../io/store';
import { type ArrayValue, loadStateDict, StateDictError } from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import type { Optimizer } from '../optim/optimizer';
import { CheckpointError } from './checkpoint-error';
import { MODEL, optimizerTensors, readOptimizer, restoreOptimizer } from './optimizer-state';

/** What a checkpoint keeps. */
export interface CheckpointContents {
  /** Any model: its `stateDict` is saved. */
  model: unknown;
  /** Its running statistics are saved under the paths of their parameters. */
  optimizer?: Optimizer | undefined;
}

const FORMAT = 'dl-checkpoint-1';

/**
 * Saves a run, so that one resumed from it goes on as if it had never stopped: the model's variables,
 * the optimiser's statistics and the number of steps done, as a safetensors file. Randomness needs
 * nothing: `train` draws each step's own from the step.
 *
 * @param store `fileStore(path)` in Node, `indexedDbStore(name)` in a browser
 * @param contents with `step`, the steps done: `report.step` of `train`
 * @throws CheckpointError if the optimiser trains what is not in the model: it would not be saved
 */
export async function saveCheckpoint(
  store: ByteStore,
  { model, optimizer, step }: CheckpointContents & { step: number },
): Promise<void> {
  expectInteger('saveCheckpoint', 'step', step, 0);
  const variables = stateDict(model);
  const tensors: Record<string, StoredTensor> = {};
  for (const [path, variable] of Object.entries(variables)) {
    tensors[MODEL + path] = await toStored(path, variable);
  }
  const metadata: Record<string, string> = { format: FORMAT, step: String(step) };
  if (optimizer !== undefined) {
    const { slots, description } = optimizerTensors(optimizer, variables);
    for (const [name, slot] of Object.entries(slots)) tensors[name] = await toStored(name, slot);
    metadata.optimizer = JSON.stringify(description);
  }
  await store.write(writeSafetensors(tensors, metadata));
}

/**
 * Puts a saved run back into `model` and `optimizer`. Everything is checked first: on an error both
 * are as they were.
 *
 * @returns the steps done: `start` of `train`
 * @throws CheckpointError if there is none or it is not a checkpoint, StateDictError naming the paths
 *   that do not fit the model, SafetensorsError if the file is damaged
 */
export async function loadCheckpoint(
  store: ByteStore,
  { model, optimizer }: CheckpointContents,
): Promise<{ step: number }> {
  const bytes = await store.read();
  if (bytes === undefined) {
    throw new CheckpointError(`loadCheckpoint: ${store.where}: expected a checkpoint, got nothing`);
  }
  const { tensors, metadata } = readSafetensors(bytes);
  const step = /^\d+$/.test(metadata.step ?? '') ? Number(metadata.step) : Number.NaN;
  if (metadata.format !== FORMAT || !Number.isSafeInteger(step)) {
    const got = `format ${metadata.format} at step ${metadata.step}`;
    throw new CheckpointError(`loadCheckpoint: ${store.where}: expected ${FORMAT}, got ${got}`);
  }
  const values = Object.entries(tensors)
    .filter(([name]) => name.startsWith(MODEL))
    .map(([name, tensor]) => [name.slice(MODEL.length), tensor]);
  const variables = stateDict(model);
  const restored =
    optimizer && readOptimizer(store.where, optimizer, tensors, metadata.optimizer, variables);
  loadModel(store.where, model, Object.fromEntries(values));
  if (optimizer && restored) restoreOptimizer(optimizer, restored, variables);
  return { step };
}

/** As `loadStateDict`, with an error that also says which checkpoint it is. */
function loadModel(where: string, model: unknown, values: Record<string, StoredTensor>): void {
  try {
    // One of a dtype that no Variable has is refused there, by its path.
    loadStateDict(model, values as Record<string, ArrayValue>);
  } catch (error) {
    if (!(error instanceof StateDictError)) throw error;
    const { message, missing, unexpected, misfits } = error;
    const placed = message.replace('loadStateDict', () => `loadCheckpoint: ${where}`);
    throw new StateDictError(placed, missing, unexpected, misfits);
  }
}

async function toStored(name: string, variable: tf.Tensor): Promise<StoredTensor> {
  const { shape, dtype } = variable;
  expectAlive('saveCheckpoint', name, variable);
  const data = await variable.data();
  if (dtype === 'float32') return { dtype: 'F32', shape, data: data as Float32Array };
  if (dtype === 'int32') return { dtype: 'I32', shape, data: data as Int32Array };
  if (dtype === 'bool') {
    return { dtype: 'BOOL', shape, data: Uint8Array.from(data as Uint8Array) };
  }
  throw new TypeError(
    `saveCheckpoint: ${name}: expected dtype float32, int32 or bool, got ${dtype}`,
  );
}
