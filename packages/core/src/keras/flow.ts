import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from '../nn/layer';
import type { ForwardOptions } from '../ops/kit/forward-options';
import { kerasError } from './error';

/** What goes from layer to layer of a Keras model. */
export interface KerasFlow {
  readonly x: tf.Tensor;
  /** Which steps count, bool [batch, time]. Default: all. */
  readonly mask?: tf.Tensor | undefined;
  /** After a recurrent layer with `return_state`, its last states; before one, the states that it starts from. */
  readonly states?: readonly tf.Tensor[] | undefined;
}

/** A layer that takes more than a tensor: a mask, states. */
export interface KerasFlowLayer {
  /** The parts that have weights; they stay under the layer's name. */
  readonly kept?: object;
  /** Whether a model may give it states besides. Default: it takes one tensor. */
  readonly takesStates?: boolean;
  flow(given: KerasFlow, options: ForwardOptions): KerasFlow;
}

/** What `fromKeras` turns a layer into: layers of this library, or one that takes more than a tensor. */
export type KerasLayer = Layer | KerasFlowLayer;

/** Whether a codec, which anybody may have written, has given layers. */
export function areLayers(made: unknown): made is readonly KerasLayer[] {
  if (!Array.isArray(made)) return false;
  return made.every((layer: Partial<KerasFlowLayer & { forward: unknown }> | null | undefined) =>
    [layer, layer?.forward, layer?.flow].some((f) => typeof f === 'function'),
  );
}

/** What a node does with what it takes: one flow an output. */
export type Step = (given: readonly KerasFlow[], options: ForwardOptions) => readonly KerasFlow[];

/** A layer made of ours. */
export interface MadeLayer {
  /** What of it has weights or draws, and stays under its name. */
  readonly kept: readonly object[];
  readonly step: Step;
  /** How many calls of layers one call of it is. */
  readonly calls: number;
  /** How many tensors it takes at most. Default: any number. */
  readonly most?: number;
}

/** Calls layers one after the other. `passesMask`: whether those that see no mask let it through. */
export function inOrder(layers: readonly KerasLayer[], passesMask: boolean): MadeLayer {
  const kept = layers.flatMap((layer) => {
    if (typeof layer === 'function') return [];
    const own = 'flow' in layer ? layer.kept : layer;
    return own === undefined ? [] : [own];
  });
  const one = (given: KerasFlow, layer: KerasLayer, options: ForwardOptions): KerasFlow => {
    if (typeof layer === 'object' && 'flow' in layer) return layer.flow(given, options);
    const { x, mask } = given;
    const y = typeof layer === 'function' ? layer(x, options) : layer.forward(x, options);
    return { x: y, mask: passesMask ? mask : undefined };
  };
  const step: Step = ([first, ...more], options) => {
    const states = more.length === 0 ? {} : { states: more.map(({ x }) => x) };
    const given = { ...(first as KerasFlow), ...states };
    const last = layers.reduce((flow, layer) => one(flow, layer, options), given);
    const { x, mask, states: after = [] } = last;
    return [{ x, mask }, ...after.map((state) => ({ x: state }))];
  };
  const takesStates = layers.some((layer) => 'takesStates' in layer && layer.takesStates);
  return { kept, step, calls: 1, ...(takesStates ? {} : { most: 1 }) };
}

/** Most entries of a tensor: 4 GiB of float32 are not addressed. */
const MOST_ENTRIES = 2 ** 30 - 1;

/** Checks the shape that a layer is about to make. @throws KerasError */
export function expectRoomFor(where: string, shape: readonly number[]): void {
  const entries = shape.reduce((product, size) => product * size, 1);
  if (entries <= MOST_ENTRIES) return;
  throw kerasError(where, 'a result of less than 4 GiB', shape);
}

/** Puts the layers that are kept under their names, whatever these are. */
export function byName(
  layers: readonly (readonly [string, readonly object[]])[],
): Record<string, object> {
  const kept = layers.filter(([, own]) => own.length > 0);
  return Object.fromEntries(
    kept.map(([name, own]) => [name, own.length === 1 ? (own[0] as object) : own]),
  );
}

/** Whether a value is a tensor of tfjs. */
export const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;
