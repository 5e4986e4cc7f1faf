import type * as tf from '@tensorflow/tfjs-core';
import { engine, type TapeNode } from '../engine/engine';

/**
 * A tape that keeps only what depends on the tensors that it was started with. It stands in for
 * tfjs's own array, so ops of tfjs and of core land on it alike; what cannot reach a parameter is
 * dropped at once, with what was saved for it.
 */
export interface Trace extends Array<TapeNode> {
  readonly live: Set<number>;
  reaches(inputs: TapeNode['inputs']): boolean;
  /** As `push`, of a node of core's that is known to reach a parameter. */
  add(node: TapeNode): void;
}

/** A trace from `xs`. */
export function makeTrace(xs: readonly tf.Tensor[]): Trace {
  const live = new Set<number>();
  for (const x of xs) live.add(x.id);
  const nodes = [] as unknown as TapeNode[];
  const append = Array.prototype.push;
  // No gradient flows through whole numbers, truth values and texts.
  const markLive = (outputs: readonly tf.Tensor[]) => {
    for (const { id, dtype } of outputs) {
      if (dtype === 'float32' || dtype === 'complex64') live.add(id);
    }
  };
  return Object.assign(nodes, {
    live,
    reaches(inputs: TapeNode['inputs']) {
      for (const name in inputs) {
        if (live.has((inputs as Record<string, tf.Tensor>)[name]?.id as number)) return true;
      }
      return false;
    },
    add(this: Trace, node: TapeNode) {
      const { outputs } = node;
      for (let i = 0; i < outputs.length; i++) {
        const { id, dtype } = outputs[i] as tf.Tensor;
        if (dtype === 'float32') live.add(id);
      }
      append.call(this, node);
    },
    push(this: Trace, node: TapeNode) {
      if (this.reaches(node.inputs)) {
        markLive(node.outputs);
      } else if (engine.state.gradientDepth === 1) {
        for (const tensor of node.saved ?? []) tensor.dispose();
        return this.length;
      }
      // A gradient taken inside of the traced function starts from tensors of its own.
      return append.call(this, node);
    },
  }) as Trace;
}

/** Whether the running tape is one of ours. */
export function isTrace(tape: readonly TapeNode[] | null): tape is Trace {
  return tape !== null && 'reaches' in tape;
}
