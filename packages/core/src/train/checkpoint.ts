import type * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { describeText, expected } from '../check/describe';
import { expectInteger } from '../check/number';
import {
  checkedLater,
  mergeChecks,
  type OptionCheck,
  type OptionChecks,
  readOptions,
} from '../check/options';
import { isTagged } from '../check/realm';
import { type StoredTensor, viewSafetensors } from '../files/safetensors';
import type { ByteStore } from '../files/store';
import { type ArrayValue, loadStateDict, StateDictError } from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import type { Optimizer } from '../optim/optimizer';
import { CheckpointError } from './checkpoint-error';
import { checkChecksums, checkpointFile } from './checkpoint-file';
import { MODEL, optimizerTensors, readOptimizer, restoreOptimizer } from './optimizer-state';

/** What a checkpoint keeps. */
export interface CheckpointContents {
  /** Any model: its `stateDict` is saved. */
  model: unknown;
  /** Its running statistics are saved under the paths of their parameters. */
  optimizer?: Optimizer | undefined;
}

const FORMAT = 'dl-checkpoint-1';

const expectOptimizer: OptionCheck = (where, name, value) => {
  const { rule, state, restore } = (value ?? {}) as Partial<Optimizer>;
  if (typeof rule === 'string' && isTagged(state, 'Map') && typeof restore === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'an optimiser', value));
};
const CONTENTS: OptionChecks<CheckpointContents> = {
  model: checkedLater,
  optimizer: expectOptimizer,
};
const SAVED: OptionChecks<CheckpointContents & { step: number }> = mergeChecks(CONTENTS, {
  step: checkedLater,
});

/**
 * Saves a run, so that one resumed from it goes on as if it had never stopped: the model's variables,
 * the optimiser's statistics and the number of steps done, as a safetensors file. Randomness needs
 * nothing: `train` draws each step's own from the step. Each tensor has a CRC-32 in the file.
 *
 * What is saved is the run at the moment of the call: training may go on before the promise resolves. On WASM and on the cpu
 * all is copied at once, and on WebGPU what an update replaces is held until it is read.
 *
 * @param store `fileStore(path)` in Node, `indexedDbStore(name)` in a browser
 * @param contents with `step`, the steps done: `report.step` of `train`
 * @throws CheckpointError if the optimiser trains what is not in the model: it would not be saved
 */
export async function saveCheckpoint(
  store: ByteStore,
  contents: CheckpointContents & { step: number },
): Promise<void> {
  expectStore('saveCheckpoint', store, 'write');
  const { model, optimizer, step } = readOptions('saveCheckpoint', contents, SAVED);
  const variables = stateDictOf('saveCheckpoint', model);
  expectInteger('saveCheckpoint', 'step', step, 0);
  const entries = Object.entries(variables).map(([path, variable]) => [MODEL + path, variable]);
  const tensors: Record<string, tf.Variable> = Object.fromEntries(entries);
  const metadata: Record<string, string> = { format: FORMAT, step: String(step) };
  if (optimizer !== undefined) {
    const { slots, description } = optimizerTensors(optimizer, variables);
    Object.assign(tensors, slots);
    metadata.optimizer = JSON.stringify(description);
  }
  await store.write(await checkpointFile('saveCheckpoint', tensors, metadata));
}

/**
 * Puts a saved run back into `model` and `optimizer`. Everything is checked first: on an error both
 * are as they were.
 *
 * @returns the steps done: `start` of `train`
 * @throws CheckpointError if there is none, it is not a checkpoint, or a checksum differs, StateDictError naming the paths
 *   that do not fit the model, SafetensorsError if the file is damaged, RangeError where WASM memory is full
 */
export async function loadCheckpoint(
  store: ByteStore,
  contents: CheckpointContents,
): Promise<{ step: number }> {
  expectStore('loadCheckpoint', store, 'read');
  const { model, optimizer } = readOptions('loadCheckpoint', contents, CONTENTS);
  const variables = stateDictOf('loadCheckpoint', model);
  const where = `loadCheckpoint: ${store.where}`;
  const bytes = await store.read();
  if (bytes === undefined) {
    throw new CheckpointError(`${where}: expected a checkpoint, got nothing`);
  }
  const file = viewSafetensors(bytes);
  const { tensors, metadata } = file;
  const step = /^\d+$/.test(metadata.step ?? '') ? Number(metadata.step) : Number.NaN;
  if (metadata.format !== FORMAT || !Number.isSafeInteger(step)) {
    const [format, at] = [metadata.format, metadata.step].map((text) => describeText(`${text}`));
    throw new CheckpointError(`${where}: expected ${FORMAT}, got format ${format} at step ${at}`);
  }
  await checkChecksums(where, file);
  const values = Object.entries(tensors)
    .filter(([name]) => name.startsWith(MODEL))
    .map(([name, tensor]) => [name.slice(MODEL.length), tensor]);
  const restored =
    optimizer && readOptimizer(store.where, optimizer, tensors, metadata.optimizer, variables);
  const load = () => loadModel(store.where, model, Object.fromEntries(values));
  if (optimizer && restored) restoreOptimizer(optimizer, restored, variables, load);
  else load();
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

function expectStore(where: string, store: ByteStore, verb: 'read' | 'write'): void {
  if (typeof store !== 'object' || store === null) {
    throw new TypeError(expected(`${where}: store`, 'a store of bytes', store));
  }
  expectFunction(where, `store.${verb}`, store[verb]);
}

function stateDictOf(where: string, model: unknown): Record<string, tf.Variable> {
  if (model !== undefined) return stateDict(model);
  throw new TypeError(expected(`${where}: model`, 'an object, an array or a function', model));
}
