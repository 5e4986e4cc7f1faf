import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expected } from '../check/describe';
import { expectAlive, isAlive } from '../check/tensor';
import { alias, endScope, engine, releaseAll, type TapeNode } from '../engine/engine';
import { CORE } from '../generated/wasm';
import { allocate, writeScalar } from '../wasm/output';
import { kernelsOf } from '../wasm/registry';
import { isSparse, partsOf, type SparseRows } from './sparse-rows';
import { makeTrace } from './trace';
import { type GradientsById, isOwn, walkBack } from './walk-back';

/** A gradient a parameter; a parameter that the loss does not depend on is not in the map. */
export type DenseGradients = Map<tf.Variable, tf.Tensor>;

/** The same where those of embeddings with `sparse` are of few rows: what optimisers take. */
export type Gradients = Map<tf.Variable, tf.Tensor | SparseRows>;

/**
 * The value of `f` and its gradient ∂f/∂x for each of `xs` (reverse mode).
 *
 * Does what `tf.variableGrads` does at a fraction of its cost a step: only what depends on `xs` is
 * recorded, gradients are freed as soon as they are used, and a parameter that `f` does not depend
 * on is left out instead of shifting its neighbours. `f` may use ops of tfjs and of core.
 * The caller disposes the value and the gradients.
 *
 * @param options.sparse leave gradients of embeddings with `sparse` as they are, of few rows. Default
 *   false: they are made whole.
 * @param f makes a float32 scalar; what else it makes is disposed
 * @throws TypeError if `f` gives no float32 scalar; Error if an op on the path has no gradient
 *
 * @example
 * ```ts
 * const w = tf.variable(tf.scalar(3));
 * const { value, grads } = valueAndGrads(() => tf.square(w) as tf.Scalar, [w]);
 * grads.get(w); // 6
 * ```
 */
export function valueAndGrads(
  f: () => tf.Scalar,
  xs: readonly tf.Variable[],
  options: { readonly sparse: true },
): { value: tf.Scalar; grads: Gradients };
export function valueAndGrads(
  f: () => tf.Scalar,
  xs: readonly tf.Variable[],
  options?: { readonly sparse?: false },
): { value: tf.Scalar; grads: DenseGradients };
export function valueAndGrads(
  f: () => tf.Scalar,
  xs: readonly tf.Variable[],
  options?: { readonly sparse?: boolean },
): { value: tf.Scalar; grads: Gradients } {
  const { state } = engine;
  expectFunction('valueAndGrads', 'f', f);
  expectVariables(xs);
  if (state.gradientDepth > 0) return nested(f, xs);
  // A gradient of tfjs that is on its way back has a tape, which it goes through once more at its end.
  const { activeTape } = state;
  const trace = makeTrace(xs);
  state.activeTape = trace;
  state.gradientDepth = 1;
  engine.startScope('valueAndGrads');
  let kept: tf.Tensor[] = [];
  try {
    const loss = f();
    state.gradientDepth = 0;
    checkLoss(loss);
    // What was not made here, a parameter say, is not the caller's to free.
    const value = isOwn(loss) ? loss : alias(loss);
    const dys: GradientsById = new Map([[loss.id, one()]]);
    const wanted = new Set<number>();
    for (const x of xs) wanted.add(x.id);
    walkBack(trace, dys, wanted);
    const grads: Gradients = new Map();
    const made: tf.Tensor[] = [value];
    for (const x of xs) {
      const grad = dys.get(x.id);
      if (grad === undefined) continue;
      if (!isSparse(grad)) {
        grads.set(x, grad);
        made.push(grad);
      } else if (options?.sparse === true) {
        grads.set(x, grad);
        made.push(...partsOf(grad));
      } else {
        const whole = grad.toDense();
        grads.set(x, whole);
        made.push(whole);
      }
    }
    kept = made;
    return { value, grads };
  } finally {
    state.gradientDepth = 0;
    state.activeTape = activeTape;
    endScope(kept);
    for (let i = 0; i < trace.length; i++) forget(trace[i] as TapeNode);
  }
}

/** Frees what was saved for the gradient of one op. */
export function forget({ saved, held }: TapeNode): void {
  if (held) releaseAll(held);
  if (saved) for (const tensor of saved) tensor.dispose();
}

function expectVariables(xs: readonly tf.Variable[]): void {
  if (!Array.isArray(xs)) {
    throw new TypeError(expected('valueAndGrads: xs', 'an array of Variables', xs));
  }
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] as tf.Variable;
    if (!isAlive(x)) expectAlive('valueAndGrads', 'xs', x);
  }
}

function checkLoss(value: tf.Tensor): void {
  if (!(value instanceof tf.Tensor) || value.rank !== 0 || value.dtype !== 'float32') {
    throw new TypeError(expected('valueAndGrads: f()', 'a float32 scalar', value));
  }
  expectAlive('valueAndGrads', 'f()', value);
}

/** The gradient of the loss itself. */
function one(): tf.Tensor {
  if (kernelsOf(CORE) === undefined) return tf.ones([]);
  const y = allocate([]);
  writeScalar(y, 1);
  return y;
}

/** Inside of another gradient the whole tape is needed: tfjs's own way. */
function nested(
  f: () => tf.Scalar,
  xs: readonly tf.Variable[],
): { value: tf.Scalar; grads: DenseGradients } {
  const result = (
    tf.engine() as unknown as {
      gradients(
        f: () => tf.Scalar,
        xs: readonly tf.Tensor[],
        dy: null,
        allowNone: boolean,
      ): {
        value: tf.Scalar;
        grads: (tf.Tensor | undefined)[];
      };
    }
  ).gradients(f, xs, null, true);
  const grads: DenseGradients = new Map();
  xs.forEach((x, i) => {
    const grad = result.grads[i];
    if (grad !== undefined) grads.set(x, grad);
  });
  return { value: result.value, grads };
}
