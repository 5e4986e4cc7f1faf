import * as tf from '@tensorflow/tfjs-core';
import { expectInteger, expectNonNegative } from '../check/number';
import { CORE } from '../generated/wasm';
import { gpuPrograms, hasGpuPrograms } from '../gpu/gpu-programs';
import type { Gradients } from '../tape/value-and-grads';
import { NOWHERE } from '../wasm/kernel-module';
import { addressOrNone } from '../wasm/output';
import { allTogether, kernelsOf } from '../wasm/registry';
import {
  applyEntry,
  contextOf,
  dropWhole,
  type Entry,
  finishEntry,
  prepareEntry,
  type UpdateKernels,
} from './apply-update';
import { checkRestored, checkUpdates } from './check-update';
import type { UpdateJob } from './gpu-update';
import type { ParameterState, RestoredState } from './parameter-state';
import { updateIn } from './phases';
import { constant, type Schedule } from './schedule';
import type { GpuUpdate, UpdateRule } from './update-rule';

const PROGRAMS = () => gpuPrograms<typeof import('./gpu-update')>('update');

/** Changes parameters along their gradients. State is kept by parameter, never by position. */
export interface Optimizer {
  /** The update rule's name: a checkpoint of one rule does not load into another. */
  readonly rule: string;
  /** The names of the running statistics that it keeps of each parameter. */
  readonly slots: readonly string[];
  /** Calls of `update` so far; the schedule's step. */
  readonly steps: number;
  /** The learning rate that the next update takes. */
  readonly learningRate: number;
  /** State by parameter, of those that were updated. */
  readonly state: ReadonlyMap<tf.Variable, ParameterState>;
  /** The names of the statistics of one parameter, where not all have the same. */
  slotsOf?(parameter: tf.Variable): readonly string[];
  /**
   * Updates each parameter in `gradients`, on WASM and WebGPU in place.
   *
   * @throws Error, TypeError or ShapeError if a parameter or a gradient is disposed, no float32, or
   *   not of the other's shape; RangeError if the schedule gives no rate, or WASM memory is full. Then nothing is
   *   changed
   */
  update(gradients: Gradients): void;
  /**
   * Puts back what a checkpoint held; `slots` are copied.
   *
   * @throws RangeError or ShapeError if the slots are not the rule's; then nothing is changed
   */
  restore(steps: number, state: ReadonlyMap<tf.Variable, RestoredState>): void;
  /** Frees the running statistics. */
  dispose(): void;
}

function entryOf(updates: number, slots: Record<string, tf.Variable>, isFresh: boolean): Entry {
  const list = Object.values(slots);
  return {
    updates,
    slots,
    list,
    isFresh,
    at: NOWHERE,
    from: NOWHERE,
    slotsAt: [],
    sparse: undefined,
    whole: undefined,
  };
}

/** An optimiser of one rule. */
export function makeOptimizer(rule: UpdateRule, learningRate: number | Schedule): Optimizer {
  if (typeof learningRate !== 'function') {
    expectNonNegative(rule.name, 'learningRate', learningRate);
  }
  const schedule = typeof learningRate === 'function' ? learningRate : constant(learningRate);
  const state = new Map<tf.Variable, Entry>();
  const clear = () => {
    for (const { slots } of state.values()) tf.dispose(slots);
    state.clear();
  };
  let steps = 0;
  // Of the update that is under way.
  let rate = 0;
  let kernels: UpdateKernels;
  let gpu: GpuUpdate | undefined;
  let work: tf.Tensor | undefined;
  const ready: Entry[] = [];
  return {
    rule: rule.name,
    slots: rule.slots,
    get steps() {
      return steps;
    },
    get learningRate() {
      return schedule(steps);
    },
    state,
    update: updateIn(rule.name, {
      prepare(gradients) {
        rate = schedule(steps);
        checkUpdates(rule.name, gradients, rate);
        kernels = rule.fused && kernelsOf(CORE);
        gpu = hasGpuPrograms() ? rule.gpu : undefined;
        let i = 0;
        for (const [parameter, gradient] of gradients) {
          let entry = state.get(parameter);
          if (entry === undefined) {
            const slots = makeSlots(rule, () => tf.fill(parameter.shape, rule.initial ?? 0));
            entry = entryOf(0, slots, true);
            state.set(parameter, entry);
          }
          ready[i++] = entry;
          prepareEntry(rule, kernels, parameter, gradient, entry);
          if (gpu !== undefined && entry.sparse === undefined)
            PROGRAMS().ownAll(parameter, entry.list);
        }
        work = kernels && rule.reserve?.(kernels, gradients);
      },
      apply(gradients) {
        const all = () => {
          const at = addressOrNone(work);
          let i = 0;
          for (const [parameter, gradient] of gradients) {
            applyEntry(rule, kernels, parameter, gradient, ready[i++] as Entry, rate, at);
          }
        };
        // Ops depend on each other, and kernels that share working memory.
        if (gpu !== undefined) applyOnGpu(rule, gpu, gradients, ready, rate);
        else if (kernels === undefined || rule.reserve !== undefined) all();
        else allTogether(all);
        for (const entry of ready) if (entry.whole !== undefined) dropWhole(entry);
        work?.dispose();
        steps++;
      },
      undo(gradients) {
        work?.dispose();
        for (const parameter of gradients.keys()) {
          const entry = state.get(parameter);
          if (entry === undefined) continue;
          dropWhole(entry);
          if (!entry.isFresh) continue;
          tf.dispose(entry.slots);
          state.delete(parameter);
        }
      },
    }),
    restore(restoredSteps, restored) {
      expectInteger(`${rule.name}.restore`, 'steps', restoredSteps, 0);
      for (const [parameter, own] of restored) {
        checkRestored(rule.name, rule.slots, parameter, own);
      }
      // Before anything is given up: `restored` may be this optimiser's own state, and memory may be full.
      const entries = entriesOf(rule, restored);
      clear();
      for (const [parameter, entry] of entries) state.set(parameter, entry);
      steps = restoredSteps;
    },
    dispose: clear,
  };
}

/** All whole gradients at once, and those of few rows by ops. */
function applyOnGpu(
  rule: UpdateRule,
  gpu: GpuUpdate,
  gradients: Gradients,
  entries: readonly Entry[],
  learningRate: number,
): void {
  const jobs: UpdateJob[] = [];
  const whole: Entry[] = [];
  let i = 0;
  for (const [parameter, gradient] of gradients) {
    const entry = entries[i++] as Entry;
    if (entry.sparse !== undefined) {
      applyEntry(rule, undefined, parameter, gradient, entry, learningRate);
      continue;
    }
    const floats = gpu.floats(contextOf(parameter, entry, learningRate));
    const own = entry.whole ?? (gradient as tf.Tensor);
    jobs.push({ parameter, gradient: own, slots: entry.list, floats });
    whole.push(entry);
  }
  PROGRAMS().updateOnGpu(gpu, jobs);
  for (const entry of whole) finishEntry(entry);
}

/**
 * Entries with slots of their own; none is left where there is no memory for all. They share the data that was given until
 * either is changed, so that a checkpoint need not be in memory twice.
 */
function entriesOf(
  rule: UpdateRule,
  restored: ReadonlyMap<tf.Variable, RestoredState>,
): Map<tf.Variable, Entry> {
  const copies = new Map<tf.Variable, Entry>();
  try {
    for (const [parameter, { updates, slots }] of restored) {
      const own = makeSlots(rule, (name) => slots[name] as tf.Tensor);
      copies.set(parameter, entryOf(updates, own, false));
    }
    return copies;
  } catch (error) {
    for (const { slots } of copies.values()) tf.dispose(slots);
    throw error;
  }
}

/** A Variable a slot; none is left where there is no memory for all. */
function makeSlots(
  rule: UpdateRule,
  initial: (name: string) => tf.Tensor,
): Record<string, tf.Variable> {
  const slots: Record<string, tf.Variable> = {};
  try {
    for (const name of rule.slots) {
      slots[name] = tf.tidy(() => tf.variable(initial(name), false));
    }
    return slots;
  } catch (error) {
    tf.dispose(slots);
    throw error;
  }
}
