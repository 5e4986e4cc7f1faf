import * as tf from '@tensorflow/tfjs-core';
import { expectAlive } from '../check/tensor';
import type { CoreKernels } from '../generated/wasm';
import type { RowsKernels } from '../generated/wasm-rows';
import { isSparse, type SparseRows } from '../tape/sparse-rows';
import { type Address, NOWHERE } from '../wasm/kernel-module';
import { addressOf, soleAddress, soleAddresses } from '../wasm/output';
import { scratch } from '../wasm/registry';
import type { SlotAddresses, UpdateContext, UpdateRule } from './update-rule';

/** What an optimiser keeps for one parameter. */
export interface Entry {
  updates: number;
  readonly slots: Record<string, tf.Variable>;
  /** The same slots, in their order. */
  readonly list: readonly tf.Variable[];
  /** Whether the slots have their initial values still. */
  isFresh: boolean;
  /** Where the parameter, its gradient and its slots lie, from `prepareEntry` to `applyEntry`. */
  at: Address;
  from: Address;
  readonly slotsAt: Address[];
  /** A sparse gradient, where the rule takes its rows, or as a whole, where it takes none. */
  sparse: SparseRows | undefined;
  whole: tf.Tensor | undefined;
}

/** Core's kernels, where they run and the rule has one. */
export type UpdateKernels = CoreKernels | undefined;

/** Asks for all memory that the update of a parameter needs. @throws RangeError where there is none */
export function prepareEntry(
  rule: UpdateRule,
  kernels: UpdateKernels,
  parameter: tf.Variable,
  gradient: tf.Tensor | SparseRows,
  entry: Entry,
): void {
  const sparse = isSparse(gradient) ? gradient : undefined;
  entry.sparse = rule.rows && sparse;
  if (sparse !== undefined && rule.rows === undefined) entry.whole = sparse.toDense();
  const { list, slotsAt } = entry;
  if (kernels === undefined) {
    expectSlots(rule, list);
    return;
  }
  entry.at = soleAddress(parameter) ?? ownAddress(parameter);
  try {
    if (list.length > 0) soleAddresses(list, slotsAt, ownAddress);
  } catch (error) {
    expectSlots(rule, list);
    throw error;
  }
  if (entry.sparse !== undefined) {
    addressOf(entry.sparse.ids);
    entry.from = addressOf(entry.sparse.rows);
    scratch(roomFor(entry.sparse));
  } else entry.from = addressOf(entry.whole ?? (gradient as tf.Tensor));
}

/** @throws Error if somebody has disposed a slot */
function expectSlots({ name, slots }: UpdateRule, list: readonly tf.Variable[]): void {
  list.forEach((slot, i) => {
    expectAlive(`${name}.update`, `${slots[i]}`, slot);
  });
}

/** Updates a parameter and its slots. By kernels, that takes no memory; it has ended where the job of all has. */
export function applyEntry(
  rule: UpdateRule,
  kernels: UpdateKernels,
  parameter: tf.Variable,
  gradient: tf.Tensor | SparseRows,
  entry: Entry,
  learningRate: number,
  work: Address = NOWHERE,
): void {
  const { list, at, from, slotsAt, sparse, whole = gradient as tf.Tensor } = entry;
  const context = contextOf(parameter, entry, learningRate, work);
  if (sparse !== undefined)
    applyRows(rule, kernels && sparse.kernels(), parameter, sparse, entry, context);
  else if (kernels === undefined) {
    tf.tidy(() => {
      const fresh = rule.composite(parameter, whole, list, context);
      [parameter, ...list].forEach((x, i) => void x.assign(fresh[i] as tf.Tensor));
    });
  } else
    rule.fused?.(kernels, at, from, slotsAt as unknown as SlotAddresses, parameter.size, context);
  finishEntry(entry);
}

/** What a rule is told of the next update of a parameter. */
export function contextOf(
  { shape }: tf.Variable,
  { updates, isFresh }: Entry,
  learningRate: number,
  work: Address = NOWHERE,
): UpdateContext {
  return { learningRate, update: updates + 1, isFresh, shape, work };
}

/** Counts an update that has been made. */
export function finishEntry(entry: Entry): void {
  entry.updates++;
  entry.isFresh = false;
}

/** Frees what `prepareEntry` has made. */
export function dropWhole(entry: Entry): void {
  entry.whole?.dispose();
  entry.whole = undefined;
}

function applyRows(
  rule: UpdateRule,
  kernels: RowsKernels | undefined,
  parameter: tf.Variable,
  gradient: SparseRows,
  { list, at, from, slotsAt }: Entry,
  context: UpdateContext,
): void {
  if (kernels === undefined) {
    tf.tidy(() => {
      const fresh = rule.composite(parameter, gradient.toDense(), list, context);
      const touched = tf.broadcastTo(gradient.touched(), parameter.shape);
      [parameter, ...list].forEach(
        (x, i) => void x.assign(tf.where(touched, fresh[i] as tf.Tensor, x)),
      );
    });
    return;
  }
  const [count, size] = parameter.shape as [number, number];
  const { ids } = gradient;
  const slots = slotsAt as unknown as SlotAddresses;
  const own = { parameter: at, slots, ids: addressOf(ids), rows: from };
  const room = scratch(roomFor(gradient));
  rule.rows?.(kernels, { ...own, parts: ids.size, count, size, room }, context);
}

/** In bytes, what kernels of rows need. */
function roomFor({ ids, shape }: SparseRows): number {
  const [count, size] = shape as [number, number];
  return 4 * (count + ids.size + size);
}

/** The address of a Variable's data, made its own: a clone or a reshape, which refers to them too, keeps the old values. */
function ownAddress(variable: tf.Variable): Address {
  tf.tidy(() => variable.assign(tf.add(variable, 0)));
  return addressOf(variable);
}
