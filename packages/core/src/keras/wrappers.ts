import * as tf from '@tensorflow/tfjs-core';
import { concat } from '../ops/shape/concat';
import { where } from '../ops/shape/where';
import { detach } from '../tape/detach';
import type { KerasConfig } from './config';
import type { KerasFlow, KerasFlowLayer } from './flow';
import type { KerasImporter } from './parts';

/** Steps of which every number is `mask_value` do not count. */
function masking(config: KerasConfig): readonly KerasFlowLayer[] {
  const value = config.number('mask_value', 0);
  const flow = ({ x }: KerasFlow): KerasFlow => {
    if (x.rank < 3) throw config.refuse('input', 'a tensor [batch, time, …]', x);
    return tf.tidy(() => {
      const rest = x.shape.slice(2).reduce((product, n) => product * n, 1);
      const flat = tf.reshape(detach(x), [x.shape[0] as number, x.shape[1] as number, rest]);
      const mask = tf.any(tf.notEqual(flat, tf.scalar(value)), 2);
      const each = tf.reshape(mask, [...mask.shape, ...x.shape.slice(2).map(() => 1)]);
      return { x: where(each, x, tf.scalar(0)), mask } as never;
    });
  };
  return [{ flow }];
}

/** One layer at each step of a sequence by itself. */
function timeDistributed(config: KerasConfig): readonly KerasFlowLayer[] {
  const inner = config.inner('layer', config.value('layer'), {
    paths: (outer, name) => [outer, `${outer}/${name}`, name],
    saved: 'layer',
  });
  const made = inner.make();
  const flow: KerasFlowLayer['flow'] = ({ x, mask }, options) => {
    if (x.rank < 3) throw config.refuse('input', 'a tensor [batch, time, …]', x);
    const [batch, time, ...rest] = x.shape as [number, number, ...number[]];
    const y = tf.tidy(() => {
      const [out] = made.step([{ x: tf.reshape(x, [batch * time, ...rest]) }], options);
      const each = (out as KerasFlow).x;
      return tf.reshape(each, [batch, time, ...each.shape.slice(1)]);
    });
    return { x: y, mask };
  };
  return [{ ...keptOf(made.kept), flow }];
}

const keptOf = (kept: readonly object[]) => {
  if (kept.length === 0) return {};
  return { kept: kept.length === 1 ? (kept[0] as object) : kept };
};

const MERGES = ['concat', 'sum', 'mul', 'ave'] as const;

/** A recurrent layer there, another one back, and what both give as one. */
function bidirectional(config: KerasConfig): readonly KerasFlowLayer[] {
  const merge = config.word('merge_mode', MERGES, 'concat');
  // Keras' None: both outputs apart.
  if (config.isNull('merge_mode')) throw config.refuse('merge_mode', MERGES.join(', '), null);
  const [layer, other] = [config.value('layer'), config.value('backward_layer')];
  const named = (kind: string) => (outer: string, name: string) => {
    const own = name.startsWith(`${kind}_`) ? name : `${kind}_${name}`;
    return [`${outer}/${own}`, own];
  };
  const there = config.inner('layer', layer, { paths: named('forward'), saved: 'forward_layer' });
  const more = other === undefined ? { go_backwards: !there.flag('go_backwards', false) } : {};
  const back = config.inner(other === undefined ? 'layer' : 'backward_layer', other ?? layer, {
    paths: named('backward'),
    saved: 'backward_layer',
    more,
  });
  const all = there.flag('return_sequences', false);
  if (back.flag('return_sequences', false) !== all) {
    throw config.refuse('backward_layer', `return_sequences ${all} as forward`, !all);
  }
  const [forward, backward] = [there.make(), back.make()];
  const flow: KerasFlowLayer['flow'] = ({ x, mask, states }, options) =>
    tf.tidy(() => {
      const half = (states?.length ?? 0) / 2;
      if (half % 1 > 0) throw config.refuse('initial_state', 'an even number of states', 2 * half);
      const run = (made: typeof forward, own: readonly tf.Tensor[] | undefined) => {
        const given = [{ x, mask }, ...(own ?? []).map((state) => ({ x: state }))];
        return made.step(given, options).map((out) => out.x) as [tf.Tensor, ...tf.Tensor[]];
      };
      const [a, ...first] = run(forward, states?.slice(0, half));
      const [b, ...second] = run(backward, states?.slice(half));
      const turned = all ? tf.reverse(b, 1) : b;
      const y = merged(merge, a, turned);
      return { x: y, mask: all ? mask : undefined, states: [...first, ...second] } as never;
    });
  const takesStates = forward.most === undefined && backward.most === undefined;
  return [{ kept: { forward: forward.kept[0], backward: backward.kept[0] }, takesStates, flow }];
}

function merged(how: (typeof MERGES)[number], a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (how === 'concat') return concat([a, b], -1);
  if (how === 'mul') return tf.mul(a, b);
  return how === 'sum' ? tf.add(a, b) : tf.mul(tf.add(a, b), 0.5);
}

/** Layers around layers, and the mask that they pass on. */
export const wrappers = (): readonly (readonly [kind: string, make: KerasImporter])[] => [
  ['Masking', masking],
  ['TimeDistributed', timeDistributed],
  ['Bidirectional', bidirectional],
];
