import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../check/describe';
import { readOptions } from '../check/options';
import { ShapeError } from '../check/shape';
import { FORWARD_OPTIONS, type ForwardOptions } from '../ops/kit/forward-options';
import { kerasError } from './error';
import { byName, isTensor, type KerasFlow, type MadeLayer } from './flow';
import type { Call, KerasTopology } from './topology';

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

/** Most calls of layers in a model, those of models within it counted as often as they are called. */
const MOST_CALLS = 1_000_000;

/** A model and, where it stands in another, how it is called there. */
export interface MadeModel {
  readonly model: KerasModel;
  readonly made: MadeLayer;
}

/** Puts a model together: each call once what it takes is there. @throws KerasError for a circle, a layer that is none, or one that is given too much */
export function makeModel(
  where: string,
  { nodes, inputs, outputs }: KerasTopology,
  made: ReadonlyMap<string, MadeLayer>,
): MadeModel {
  const inbound = new Map(nodes.map((node) => [node.name, node.inbound]));
  const nodeOf = ([name, call]: Call) => inbound.get(name)?.[call];
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
    const node = nodeOf(call);
    if (state.get(key) === 'open' || node === undefined || node.takes.length === 0) {
      const what = 'a layer whose inputs come from the inputs of the model';
      throw kerasError(where, what, call[0]);
    }
    const { most = Number.POSITIVE_INFINITY } = made.get(call[0]) ?? {};
    if (node.takes.length > most) {
      throw kerasError(`${where}: ${call[0]}: inbound_nodes`, 'one tensor', node.takes.length);
    }
    state.set(key, 'open');
    stack.push({ call, closing: true });
    for (const input of [...(node.mask ? [node.mask] : []), ...node.takes].reverse()) {
      if (state.get(keyOf(input)) !== 'done') stack.push({ call: input, closing: false });
    }
  }
  const calls = order.reduce((sum, [name]) => sum + (made.get(name)?.calls ?? 1), 1);
  if (!(calls <= MOST_CALLS))
    throw kerasError(where, `at most ${MOST_CALLS} calls of layers`, calls);
  const step = (given: readonly KerasFlow[], options: ForwardOptions): readonly KerasFlow[] => {
    const values = new Map<string, readonly KerasFlow[]>();
    inputs.forEach((call, i) => void values.set(keyOf(call), [given[i] as KerasFlow]));
    const outputOf = (call: Call): KerasFlow => {
      const all = values.get(keyOf(call)) as readonly KerasFlow[];
      const found = all[call[2]];
      if (found !== undefined) return found;
      throw kerasError(`${where}: ${call[0]}`, `one of its ${all.length} outputs`, call[2]);
    };
    order.forEach((call, i) => {
      const { takes, mask } = nodeOf(call) as { takes: readonly Call[]; mask?: Call };
      const flows = takes.map(outputOf);
      const [first, ...rest] = flows as [KerasFlow, ...KerasFlow[]];
      const all = mask ? [{ ...first, mask: outputOf(mask).x }, ...rest] : flows;
      // Each call draws from a stream of its own.
      const own = options.rng ? { ...options, rng: options.rng.fold(i) } : options;
      values.set(keyOf(call), (made.get(call[0]) as MadeLayer).step(all, own));
    });
    return outputs.map(outputOf);
  };
  const layers = byName(nodes.map(({ name }) => [name, made.get(name)?.kept ?? []]));
  const forward = (x: tf.Tensor | readonly tf.Tensor[], more?: ForwardOptions) => {
    const options = readOptions('KerasModel.forward', more, FORWARD_OPTIONS);
    const given = isTensor(x) ? [x] : x;
    if (given?.length !== inputs.length) {
      throw new ShapeError(
        `KerasModel.forward: x: expected ${inputs.length} tensors, got ${describeShape([given?.length])}`,
      );
    }
    return tf.tidy(() => {
      const ys = step(
        given.map((own) => ({ x: own })),
        options,
        // What changes nothing gives back what it was given, which stays the caller's.
      ).map(({ x: y }) => (given.includes(y) ? tf.clone(y) : y));
      return ys.length === 1 ? (ys[0] as tf.Tensor) : ys;
    });
  };
  const model = { layers, forward: forward as KerasModel['forward'] };
  const expectInputs = (given: readonly KerasFlow[]) => {
    if (given.length === inputs.length) return given;
    throw kerasError(where, `${inputs.length} inputs`, given.length);
  };
  const inside = {
    kept: [layers],
    calls,
    step: (given: readonly KerasFlow[], options: ForwardOptions) =>
      step(expectInputs(given), options),
  };
  return { model, made: inside };
}

function keyOf([name, call]: Call): string {
  return `${call} ${name}`;
}
