import * as tf from '@tensorflow/tfjs-core';
import type { StoredTensor } from '../io/safetensors';
import type { Optimizer, RestoredState } from '../optim/optimizer';
import { CheckpointError } from './checkpoint-error';

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

/** The running statistics of `optimizer` by name in the file, and what describes them. */
export function optimizerTensors(
  { rule, steps, state }: Optimizer,
  variables: Readonly<Record<string, tf.Variable>>,
): { slots: Record<string, tf.Variable>; description: Description } {
  const slots: Record<string, tf.Variable> = {};
  const parameters: Description['parameters'] = {};
  for (const [path, variable] of Object.entries(variables)) {
    const entry = state.get(variable);
    if (entry === undefined) continue;
    parameters[path] = { updates: entry.updates, slots: Object.keys(entry.slots) };
    for (const [name, slot] of Object.entries(entry.slots)) slots[`${SLOT}${path}.${name}`] = slot;
  }
  return { slots, description: { rule, steps, parameters } };
}

/** Statistics that were checked against the model, ready to be put back. */
export interface RestoredOptimizer {
  readonly steps: number;
  readonly state: ReadonlyMap<
    tf.Variable,
    { readonly updates: number; readonly slots: Record<string, StoredTensor> }
  >;
}

/** Reads what `optimizerTensors` wrote. @throws CheckpointError naming what does not fit */
export function readOptimizer(
  where: string,
  { rule }: Optimizer,
  variables: Readonly<Record<string, tf.Variable>>,
  tensors: Readonly<Record<string, StoredTensor>>,
  json: string | undefined,
): RestoredOptimizer {
  const description = parse(where, json);
  if (description.rule !== rule) throw misfit(where, `the statistics of ${rule}`, description.rule);
  const state = new Map<tf.Variable, { updates: number; slots: Record<string, StoredTensor> }>();
  for (const [path, { updates, slots }] of Object.entries(description.parameters)) {
    const variable = variables[path];
    if (variable === undefined) throw misfit(where, 'paths of the model', path);
    const own = slots.map((name) => {
      const tensor = tensors[`${SLOT}${path}.${name}`];
      if (tensor?.dtype !== 'F32' || String(tensor.shape) !== String(variable.shape)) {
        const got = tensor ? `${tensor.dtype} [${tensor.shape}]` : 'nothing';
        throw misfit(where, `${name} of ${path} to be F32 [${variable.shape}]`, got);
      }
      return [name, tensor] as const;
    });
    state.set(variable, { updates, slots: Object.fromEntries(own) });
  }
  return { steps: description.steps, state };
}

/** Copies statistics into `optimizer`. */
export function restoreOptimizer(optimizer: Optimizer, { steps, state }: RestoredOptimizer): void {
  tf.tidy(() => {
    const tensors = new Map<tf.Variable, RestoredState>();
    for (const [variable, { updates, slots }] of state) {
      const own = Object.entries(slots).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data as Float32Array, shape as number[]),
      ]);
      tensors.set(variable, { updates, slots: Object.fromEntries(own) });
    }
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
    Object.values(parameters ?? {}).every((p) => isCount(p?.updates) && isNames(p?.slots));
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
    `loadCheckpoint: ${where}: expected ${what}, got ${got.slice(0, 200)}`,
  );
}
