import * as tf from '@tensorflow/tfjs-core';
import { expectInteger, expectNonNegative } from '../check/number';
import { addressOf, soleAddress } from '../kernels/output';
import { CORE, kernelsOf, scratch } from '../kernels/registry';
import { isSparse, type SparseRows } from '../tape/sparse-rows';
import type { Gradients } from '../tape/value-and-grads';
import { checkRestored, checkUpdate, expectGradientMap } from './check-update';
import type { ParameterState, RestoredState } from './parameter-state';
import { constant, type Schedule } from './schedule';
import type { UpdateContext, UpdateRule } from './update-rule';

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
   * Updates each parameter in `gradients`, on WASM in place.
   *
   * @throws Error, TypeError or ShapeError if a parameter or a gradient is disposed, no float32, or
   *   not of the other's shape; RangeError if the schedule gives no rate. Then nothing is changed
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

interface Entry {
  updates: number;
  readonly slots: Record<string, tf.Variable>;
  /** The same slots, in their order. */
  readonly list: readonly tf.Variable[];
  /** Whether the slots have their initial values still. */
  isFresh: boolean;
}

function entryOf(
  updates: number,
  slots: Record<string, tf.Variable>,
  isFresh = updates === 0,
): Entry {
  return { updates, slots, list: Object.values(slots), isFresh };
}

/** An optimiser of one rule. */
export function makeOptimizer(rule: UpdateRule, learningRate: number | Schedule): Optimizer {
  if (typeof learningRate !== 'function') {
    expectNonNegative(rule.name, 'learningRate', learningRate);
  }
  const schedule = typeof learningRate === 'function' ? learningRate : constant(learningRate);
  const state = new Map<tf.Variable, Entry>();
  let steps = 0;
  /** Entries of all parameters that have none, or of none where there is no memory for all. */
  const makeEntries = (gradients: Gradients): void => {
    const fresh: tf.Variable[] = [];
    try {
      for (const parameter of gradients.keys()) {
        if (state.has(parameter)) continue;
        fresh.push(parameter);
        const slots = makeSlots(rule, () => tf.fill(parameter.shape, rule.initial ?? 0));
        state.set(parameter, entryOf(0, slots));
      }
    } catch (error) {
      for (const parameter of fresh) {
        tf.dispose(state.get(parameter)?.slots);
        state.delete(parameter);
      }
      throw error;
    }
  };
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
    update(gradients) {
      expectGradientMap(`${rule.name}.update`, gradients);
      for (const [parameter, gradient] of gradients) checkUpdate(rule.name, parameter, gradient);
      const rate = schedule(steps);
      expectNonNegative(`${rule.name}.update`, 'learningRate', rate);
      makeEntries(gradients);
      for (const [parameter, gradient] of gradients) {
        const entry = state.get(parameter) as Entry;
        const { isFresh } = entry;
        entry.isFresh = false;
        entry.updates++;
        apply(rule, parameter, gradient, entry.list, {
          learningRate: rate,
          update: entry.updates,
          isFresh,
        });
      }
      steps++;
    },
    restore(restoredSteps, restored) {
      expectInteger(`${rule.name}.restore`, 'steps', restoredSteps, 0);
      for (const [parameter, own] of restored) {
        checkRestored(rule.name, rule.slots, parameter, own);
      }
      // Before anything is given up: `restored` may be this optimiser's own state, and memory may be full.
      const entries = entriesOf(rule, restored);
      for (const { slots } of state.values()) tf.dispose(slots);
      state.clear();
      for (const [parameter, entry] of entries) state.set(parameter, entry);
      steps = restoredSteps;
    },
    dispose() {
      for (const { slots } of state.values()) tf.dispose(slots);
      state.clear();
    },
  };
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

function apply(
  rule: UpdateRule,
  parameter: tf.Variable,
  gradient: tf.Tensor | SparseRows,
  slots: readonly tf.Variable[],
  context: UpdateContext,
): void {
  if (isSparse(gradient)) {
    if (rule.rows !== undefined) {
      applyRows(rule, parameter, gradient, slots, context);
      return;
    }
    const dense = gradient.toDense();
    apply(rule, parameter, dense, slots, context);
    dense.dispose();
    return;
  }
  const kernels = kernelsOf(CORE);
  if (kernels === undefined || rule.fused === undefined) {
    tf.tidy(() => {
      const fresh = rule.composite(parameter, gradient, slots, context);
      [parameter, ...slots].forEach((x, i) => void x.assign(fresh[i] as tf.Tensor));
    });
    return;
  }
  const at = ownAddress(parameter);
  const slotsAt = slots.map(ownAddress);
  rule.fused(kernels, at, addressOf(gradient), slotsAt, parameter.size, context);
}

function applyRows(
  rule: UpdateRule,
  parameter: tf.Variable,
  gradient: SparseRows,
  slots: readonly tf.Variable[],
  context: UpdateContext,
): void {
  const kernels = gradient.kernels();
  if (kernels === undefined) {
    tf.tidy(() => {
      const fresh = rule.composite(parameter, gradient.toDense(), slots, context);
      const touched = tf.broadcastTo(gradient.touched(), parameter.shape);
      [parameter, ...slots].forEach(
        (x, i) => void x.assign(tf.where(touched, fresh[i] as tf.Tensor, x)),
      );
    });
    return;
  }
  const [count, size] = parameter.shape as [number, number];
  const parts = gradient.ids.size;
  const own = { parameter: ownAddress(parameter), slots: slots.map(ownAddress) };
  const addresses = { ids: addressOf(gradient.ids), rows: addressOf(gradient.rows) };
  const room = scratch(4 * (count + parts + size));
  rule.rows?.(kernels, { ...own, ...addresses, parts, count, size, room }, context);
}

/** The address of a Variable's data, which nothing else refers to: a clone or a reshape keeps the old values. */
function ownAddress(variable: tf.Variable): number {
  const at = soleAddress(variable);
  if (at !== undefined) return at;
  tf.tidy(() => variable.assign(tf.add(variable, 0)));
  return addressOf(variable);
}
