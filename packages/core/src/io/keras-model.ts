import * as tf from '@tensorflow/tfjs-core';
import { describeShape, expected } from '../check/describe';
import { ShapeError } from '../check/shape';
import type { ForwardOptions, Layer } from '../nn/sequential';
import { KerasError } from './keras-config';
import type { Call, KerasTopology } from './keras-topology';

/** A model of our layers, in the order and under the names that they have in Keras. */
export interface KerasModel {
  /** The layers that have weights or draw, by name; a list where one there is several here. */
  readonly layers: Readonly<Record<string, object>>;
  /** One tensor, or a list where the model has several inputs or outputs. */
  forward<T extends tf.Tensor | tf.Tensor[] = tf.Tensor>(
    x: tf.Tensor | readonly tf.Tensor[],
    options?: ForwardOptions,
  ): T;
}

/** What a node does with what it takes. */
export type Step = (xs: readonly tf.Tensor[], options: ForwardOptions) => tf.Tensor;

/** A layer made of ours: what of it is kept under its name, and what it does. */
export interface MadeLayer {
  readonly kept: readonly object[];
  readonly step: Step;
}

/** Calls layers one after the other. */
export function inOrder(layers: readonly Layer[]): MadeLayer {
  const kept = layers.filter((layer) => typeof layer !== 'function');
  const step: Step = ([x], options) =>
    layers.reduce(
      (y, layer) => (typeof layer === 'function' ? layer(y, options) : layer.forward(y, options)),
      x as tf.Tensor,
    );
  return { kept, step };
}

/** Puts a model together: each call once what it takes is there. @throws KerasError for a circle, or a layer that is none */
export function makeModel(
  where: string,
  { nodes, inputs, outputs }: KerasTopology,
  made: ReadonlyMap<string, MadeLayer>,
): KerasModel {
  const inbound = new Map(nodes.map((node) => [node.name, node.inbound]));
  const takes = ([name, call]: Call) => inbound.get(name)?.[call];
  const order: Call[] = [];
  const state = new Map<string, 'open' | 'done'>(inputs.map((call) => [keyOf(call), 'done']));
  // By hand, not by recursion: a file must not choose how deep the stack goes.
  const stack = [...outputs].reverse().map((call) => ({ call, closing: false }));
  while (stack.length > 0) {
    const { call, closing } = stack.pop() as (typeof stack)[number];
    const key = keyOf(call);
    if (closing) {
      state.set(key, 'done');
      order.push(call);
      continue;
    }
    if (state.get(key) === 'done') continue;
    const from = takes(call);
    if (state.get(key) === 'open' || from === undefined || from.length === 0) {
      const what = 'a layer whose inputs come from the inputs of the model';
      throw new KerasError(expected(`fromKeras: ${where}`, what, call[0]));
    }
    state.set(key, 'open');
    stack.push({ call, closing: true });
    for (const input of [...from].reverse()) {
      if (state.get(keyOf(input)) !== 'done') stack.push({ call: input, closing: false });
    }
  }
  const layers: Record<string, object> = {};
  for (const { name } of nodes) {
    const kept = made.get(name)?.kept ?? [];
    if (kept.length > 0) layers[name] = kept.length === 1 ? (kept[0] as object) : kept;
  }
  const forward = (x: tf.Tensor | readonly tf.Tensor[], options: ForwardOptions = {}) => {
    const given = x instanceof tf.Tensor ? [x] : x;
    if (given.length !== inputs.length) {
      throw new ShapeError(
        `KerasModel.forward: x: expected ${inputs.length} tensors, got ${describeShape([given.length])}`,
      );
    }
    return tf.tidy(() => {
      const values = new Map(inputs.map((call, i) => [keyOf(call), given[i] as tf.Tensor]));
      order.forEach((call, i) => {
        const xs = (takes(call) ?? []).map((input) => values.get(keyOf(input)) as tf.Tensor);
        // Each call draws from a stream of its own.
        const own = options.rng ? { ...options, rng: options.rng.fold(i) } : options;
        values.set(keyOf(call), (made.get(call[0]) as MadeLayer).step(xs, own));
      });
      const ys = outputs.map((call) => values.get(keyOf(call)) as tf.Tensor);
      return ys.length === 1 ? (ys[0] as tf.Tensor) : ys;
    });
  };
  return { layers, forward: forward as KerasModel['forward'] };
}

function keyOf([name, call]: Call): string {
  return `${call} ${name}`;
}
