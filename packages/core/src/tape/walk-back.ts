import * as tf from '@tensorflow/tfjs-core';
import { describeValue, expected } from '../check/describe';
import { alias, endScope, engine, type TapeNode } from '../engine/engine';
import { addInPlace } from '../wasm/arithmetic';
import { isSparse, partsOf, type SparseRows } from './sparse-rows';
import type { Trace } from './trace';

/** Gradients by the id of their tensor, on the way back. */
export type GradientsById = Map<number, tf.Tensor | SparseRows>;

/**
 * Takes gradients back through all of `trace`: from those of its outputs in `dys`, which it frees, to
 * those of the tensors in `wanted`.
 */
export function walkBack(trace: Trace, dys: GradientsById, wanted: ReadonlySet<number>): void {
  for (let i = trace.length - 1; i >= 0; i--) {
    backward(trace[i] as TapeNode, trace.live, dys, wanted);
  }
}

/** Takes the gradient through one op, and frees that of its outputs. */
function backward(
  node: TapeNode,
  live: ReadonlySet<number>,
  dys: GradientsById,
  wanted: ReadonlySet<number>,
): void {
  const incoming: (tf.Tensor | null)[] = [];
  let reached = false;
  for (const output of node.outputs) {
    // Of few rows are gradients of Variables only, which no op puts out.
    const dy = (dys.get(output.id) as tf.Tensor | undefined) ?? null;
    incoming.push(dy);
    reached ||= dy !== null;
  }
  if (!reached) return;
  if (node.gradient === undefined) {
    throw new Error(
      `valueAndGrads: ${node.kernelName}: expected an op with a gradient, got one without`,
    );
  }
  engine.startScope();
  const made: tf.Tensor[] = [];
  try {
    const { inputs } = node;
    const thunks = node.gradient(incoming);
    if (typeof thunks !== 'object' || thunks === null) {
      const where = `valueAndGrads: ${node.kernelName}: gradients()`;
      throw new TypeError(expected(where, 'functions by the names of inputs', thunks));
    }
    for (const name in inputs) {
      const input = inputs[name];
      const thunk = input && live.has(input.id) ? thunks[name] : undefined;
      if (thunk !== undefined) addGradient(node, name, input as tf.Tensor, thunk, dys, made);
    }
  } finally {
    endScope(made);
  }
  for (const output of node.outputs) {
    if (wanted.has(output.id)) continue;
    dys.get(output.id)?.dispose();
    dys.delete(output.id);
  }
}

/** Adds the gradient of one input to what there is. What is made goes into `made`. */
function addGradient(
  node: TapeNode,
  name: string,
  input: tf.Tensor,
  thunk: () => tf.Tensor,
  dys: GradientsById,
  made: tf.Tensor[],
): void {
  if (typeof thunk !== 'function') throw misfit(node, name, 'a function', describeValue(thunk));
  let dx = thunk();
  const { shape } = input;
  let fits = dx?.dtype === 'float32' && dx.shape?.length === shape.length && !dx.isDisposed;
  for (let i = 0; fits && i < shape.length; i++) fits = shape[i] === dx.shape[i];
  if (!fits) throw misfit(node, name, `float32 [${shape}]`, describeGradient(dx));
  const sum = dys.get(input.id);
  // `isSparse`, for each gradient of each step.
  if ('rows' in dx) {
    const total = addSparse(sum, dx as unknown as SparseRows);
    dys.set(input.id, total);
    made.push(...partsOf(total));
    return;
  }
  // A gradient may be passed on as it is (`add` does so); then each holder gets its own.
  // In place where nobody else sees the sum: most of them are residual connections, and large.
  if (sum !== undefined && !isSparse(sum) && addInPlace(sum, dx)) return;
  const { scopeId, kept } = dx as unknown as Tracked;
  const isMadeHere = scopeId === engine.state.activeScope?.id && !kept;
  if (!isMadeHere || made.includes(dx)) dx = alias(dx);
  if (sum !== undefined) {
    const total = tf.add(isSparse(sum) ? sum.toDense() : sum, dx);
    sum.dispose();
    dx = total;
  }
  dys.set(input.id, dx);
  made.push(dx);
}

/** Adds a gradient of few rows to what there is. */
function addSparse(sum: tf.Tensor | SparseRows | undefined, dx: SparseRows) {
  if (sum === undefined) return dx;
  const total = isSparse(sum) ? sum.plus(dx) : tf.add(sum, dx.toDense());
  sum.dispose();
  return total;
}

/** What the engine notes of a tensor. */
type Tracked = { readonly scopeId: number; readonly kept: boolean };

/** Whether `x` was made in the running scope, so that it may be given away or freed. */
export function isOwn(x: tf.Tensor): boolean {
  const { scopeId, kept } = x as unknown as Tracked;
  return scopeId === engine.state.activeScope?.id && !kept;
}

function misfit(node: TapeNode, name: string, wanted: string, got: string): Error {
  return new Error(
    `valueAndGrads: ${node.kernelName}: gradient of input ${name}: expected ${wanted}, got ${got}`,
  );
}

function describeGradient(dx: tf.Tensor | undefined): string {
  if (!Array.isArray(dx?.shape)) return describeValue(dx);
  return `${dx.isDisposed ? 'a disposed ' : ''}${dx.dtype} [${dx.shape}]`;
}
