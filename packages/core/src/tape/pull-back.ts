import * as tf from '@tensorflow/tfjs-core';
import { alias, endScope, engine } from '../engine/engine';
import { partsOf, type SparseRows } from './sparse-rows';
import { makeTrace } from './trace';
import { forget } from './value-and-grads';
import { type GradientsById, walkBack } from './walk-back';

/**
 * The gradients ∂f/∂xs for those of the outputs of `f`, taken on a tape of its own: what a gradient may call, where `tf.grad`
 * would end the tape that is being walked.
 */
export function pullBack(
  f: () => readonly tf.Tensor[],
  xs: readonly tf.Tensor[],
  dys: readonly (tf.Tensor | null)[],
): (tf.Tensor | SparseRows | undefined)[] {
  const { state } = engine;
  const { activeTape, gradientDepth } = state;
  const trace = makeTrace(xs);
  state.activeTape = trace;
  state.gradientDepth = 1;
  engine.startScope('pullBack');
  let kept: tf.Tensor[] = [];
  try {
    const outputs = f();
    state.gradientDepth = 0;
    const known: GradientsById = new Map();
    outputs.forEach(({ id }, i) => {
      const dy = dys[i];
      if (!dy) return;
      const sum = known.get(id);
      known.set(id, sum === undefined ? alias(dy) : tf.add(sum as tf.Tensor, dy));
    });
    walkBack(trace, known, new Set(xs.map(({ id }) => id)));
    const grads = xs.map(({ id }) => known.get(id));
    kept = grads.flatMap((grad) => (grad === undefined ? [] : partsOf(grad)));
    return grads;
  } finally {
    state.gradientDepth = gradientDepth;
    state.activeTape = activeTape;
    endScope(kept);
    for (const node of trace) forget(node);
  }
}
