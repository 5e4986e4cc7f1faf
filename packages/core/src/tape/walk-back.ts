import * as tf from '@tensorflow/tfjs-core';
import { alias, endScope, engine, type TapeNode } from '../engine/engine';
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
    if (isList(inputs)) {
      // By number: names of numbers take longer than some gradients.
      const list = thunks as unknown as readonly Thunk[];
      for (let i = 0; i < inputs.length; i++) {
        const input = inputs[i] as tf.Tensor;
        const thunk = live.has(input.id) ? list[i] : undefined;
        if (thunk !== undefined) addGradient(node, i, input, thunk, dys, made);
      }
    } else {
      for (const name in inputs) {
        const input = inputs[name];
        const thunk = input && live.has(input.id) ? thunks[name] : undefined;
        if (thunk !== undefined) addGradient(node, name, input as tf.Tensor, thunk, dys, made);
      }
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

type Thunk = (() => tf.Tensor) | undefined;

/** Whether the inputs of an op are a list, as those of core's ops are. */
function isList(inputs: TapeNode['inputs']): inputs is readonly tf.Tensor[] {
  return Array.isArray(inputs);
}

/** Adds the gradient of one input to what there is. What is made goes into `made`. */
function addGradient(
  node: TapeNode,
  name: string | number,
  input: tf.Tensor,
  thunk: () => tf.Tensor,
  dys: GradientsById,
  made: tf.Tensor[],
): void {
  let dx = thunk();
  checkGradient(node, name, input, dx);
  const sum = dys.get(input.id);
  if (isSparse(dx)) {
    const total = addSparse(sum, dx);
    dys.set(input.id, total);
    made.push(...partsOf(total));
    return;
  }
  // A gradient may be passed on as it is (`add` does so); then each holder gets its own.
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

function checkGradient(node: TapeNode, name: string | number, x: tf.Tensor, dx: tf.Tensor): void {
  if (dx.dtype === 'float32' && dx.shape.length === x.shape.length) {
    let same = true;
    for (let i = 0; i < dx.shape.length; i++) same &&= dx.shape[i] === x.shape[i];
    if (same) return;
  }
  throw new Error(
    `valueAndGrads: ${node.kernelName}: gradient of input ${name}: ` +
      `expected float32 [${x.shape}], got ${dx.dtype} [${dx.shape}]`,
  );
}
