import * as tf from '@tensorflow/tfjs-core';
import { describeShape, describeText } from '../check/describe';
import type { StoredTensor } from '../files/safetensors';
import { setOwn } from '../model/set-own';
import type { Optimizer } from '../optim/optimizer';
import type { RestoredState } from '../optim/parameter-state';
import { CheckpointError } from './checkpoint-error';

/** Before the paths of a model's variables in the file. */
export const MODEL = 'model.';
const SLOT = 'optimizer.';

/** What a checkpoint's metadata say of an optimiser. */
interface Description {
  readonly rule: string;
  readonly steps: number;
  /** Updates and slot names by the parameter's path. */
  readonly parameters: Record<
    string,
    { readonly updates: number; readonly slots: readonly string[] }
  >;
}

/**
 * The running statistics of `optimizer` by name in the file, and what describes them.
 *
 * @throws CheckpointError if it holds statistics of other parameters, which would be lost
 */
export function optimizerTensors(
  { rule, steps, state }: Optimizer,
  variables: Readonly<Record<string, tf.Variable>>,
): { slots: Record<string, tf.Variable>; description: Description } {
  const slots: Record<string, tf.Variable> = {};
  const parameters: Description['parameters'] = {};
  const others = new Set([...state.keys()].filter((parameter) => !parameter.isDisposed));
  for (const [path, variable] of Object.entries(variables)) {
    const entry = state.get(variable);
    if (entry === undefined) continue;
    others.delete(variable);
    setOwn(parameters, path, { updates: entry.updates, slots: Object.keys(entry.slots) });
    for (const [name, slot] of Object.entries(entry.slots)) slots[`${SLOT}${path}.${name}`] = slot;
  }
  if (others.size > 0) {
    const shapes = [...others].map(({ shape }) => describeShape(shape)).join(', ');
    throw new CheckpointError(
      `saveCheckpoint: optimizer: expected parameters of the model only, got ${others.size} other ${shapes}`,
    );
  }
  return { slots, description: { rule, steps, parameters } };
}

/** Statistics that were checked, by the parameter's path, ready to be put back. */
export interface RestoredOptimizer {
  readonly steps: number;
  readonly state: ReadonlyMap<
    string,
    { readonly updates: number; readonly slots: Record<string, StoredTensor> }
  >;
}

/**
 * Reads what `optimizerTensors` wrote, and checks it against the rule and the file's own model:
 * whether that is the running one, `loadStateDict` says better.
 *
 * @throws CheckpointError naming what does not fit
 */
export function readOptimizer(
  where: string,
  optimizer: Optimizer,
  tensors: Readonly<Record<string, StoredTensor>>,
  json: string | undefined,
  variables: Readonly<Record<string, tf.Variable>>,
): RestoredOptimizer {
  const description = parse(where, json);
  const { rule } = optimizer;
  if (description.rule !== rule) throw misfit(where, `the statistics of ${rule}`, description.rule);
  const state = new Map<string, { updates: number; slots: Record<string, StoredTensor> }>();
  for (const [path, { updates, slots }] of Object.entries(description.parameters)) {
    const parameter = tensors[MODEL + path];
    if (parameter === undefined) throw misfit(where, 'paths of the model', path);
    const variable = Object.hasOwn(variables, path) ? variables[path] : undefined;
    const names = (variable && optimizer.slotsOf?.(variable)) ?? optimizer.slots;
    if (String(slots) !== String(names)) {
      const wanted = names.length > 0 ? `${names.join(', ')} of each` : 'no statistics of a';
      const got = `${slots.length > 0 ? slots.join(', ') : 'none'} of ${path}`;
      throw misfit(where, `${wanted} parameter`, got);
    }
    const own = names.map((name) => {
      const tensor = tensors[`${SLOT}${path}.${name}`];
      if (tensor?.dtype !== 'F32' || String(tensor.shape) !== String(parameter.shape)) {
        const got = tensor ? `${tensor.dtype} ${describeShape(tensor.shape)}` : 'nothing';
        throw misfit(
          where,
          `${name} of ${describeText(path)} to be F32 ${describeShape(parameter.shape)}`,
          got,
        );
      }
      return [name, tensor] as const;
    });
    state.set(path, { updates, slots: Object.fromEntries(own) });
  }
  return { steps: description.steps, state };
}

/**
 * Copies statistics into `optimizer`, for the variables that have their paths, and calls `loadModel` in between: once there
 * is memory for them, and before the optimiser is changed.
 */
export function restoreOptimizer(
  optimizer: Optimizer,
  { steps, state }: RestoredOptimizer,
  variables: Readonly<Record<string, tf.Variable>>,
  loadModel: () => void,
): void {
  tf.tidy(() => {
    const tensors = new Map<tf.Variable, RestoredState>();
    for (const [path, { updates, slots }] of state) {
      const own = Object.entries(slots).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data as Float32Array, shape as number[]),
      ]);
      tensors.set(variables[path] as tf.Variable, { updates, slots: Object.fromEntries(own) });
    }
    loadModel();
    optimizer.restore(steps, tensors);
  });
}

function parse(where: string, json: string | undefined): Description {
  let description: Partial<Description> | undefined;
  try {
    description = JSON.parse(json ?? 'null');
  } catch {
    throw misfit(where, 'a description of the optimiser', 'what is not JSON');
  }
  const { rule, steps, parameters } = description ?? {};
  const fits =
    typeof rule === 'string' &&
    isCount(steps) &&
    typeof parameters === 'object' &&
    parameters !== null &&
    Object.values(parameters).every((p) => isCount(p?.updates) && isNames(p?.slots));
  if (!fits) throw misfit(where, 'a description of the optimiser', json ?? 'nothing');
  return description as Description;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function misfit(where: string, what: string, got: string): CheckpointError {
  return new CheckpointError(
    `loadCheckpoint: ${where}: expected ${what}, got ${describeText(got, 200)}`,
  );
}
