import { parameters, stateDict, unstack, valueAndGrads } from '@dl/core';
import { fromTorch } from '@dl/core/torch';
import { backendName, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  firstStates,
  loadCase,
  makeCase,
  TORCH_CASES,
  type TorchCase,
  torchGradients,
  torchState,
} from './fixtures/torch-case';
import { Gru } from './gru';
import type { Lstm } from './lstm';
import type { LstmState } from './lstm-weights';
import { gruTorch, lstmTorch } from './torch-codecs';

const nameOf = ({ kind, layers, both, bias, projection, lengths, state }: TorchCase) =>
  `${kind}, ${layers} layers${both ? ', both directions' : ''}, ${bias ? 'with' : 'no'} bias` +
  `${projection ? ', projected' : ''}${lengths ? ', lengths' : ''}${state ? ', a state' : ''}`;
// A GPU in software takes a minute for those of two layers, which are the same cells twice.
const NAMED = TORCH_CASES.filter(({ layers }) => backendName !== 'webgpu' || layers === 1).map(
  (one) => [nameOf(one), one] as const,
);
const CLOSE = { absolute: 1e-6, relative: 1e-5 };

/** Runs it; the last states as PyTorch has them. */
function run(network: Lstm | Gru, one: TorchCase, xs: tf.Tensor, first: tf.Tensor[]) {
  const [h, c] = first.map((part) => unstack(part) as tf.Tensor2D[]);
  const lengths = one.lengths ?? undefined;
  if (network instanceof Gru) {
    const { outputs, state } = network.forward(xs, { lengths, state: one.state ? h : undefined });
    return { outputs, last: [tf.stack(state)] };
  }
  const own = h?.map((part, i) => ({ h: part, c: c?.[i] as tf.Tensor2D }));
  const { outputs, state } = network.forward(xs, { lengths, state: one.state ? own : undefined });
  const parts = (key: 'h' | 'c') => tf.stack(state.map((part: LstmState) => part[key]));
  return { outputs, last: [parts('h'), parts('c')] };
}

describe('lstmTorch and gruTorch', () => {
  test.each(NAMED)('outputs and states of %s', (_, one) => {
    const xs = seededTensor([2, 7, 3], 1);
    const { outputs, last } = run(loadCase(one), one, xs, firstStates(one));
    const out = one.projection ?? 5;
    expect(outputs.shape).toEqual([2, 7, one.both ? 2 * out : out]);
    expect(outputs).toBeClose(tf.tensor(one.outputs, outputs.shape), CLOSE);
    for (const [i, part] of last.entries()) {
      expect(part).toBeClose(tf.tensor(one.last[i] as number[], part.shape), CLOSE);
    }
  });

  test.each(NAMED)('gradients of all weights, inputs and states of %s', (_, one) => {
    const network = loadCase(one);
    const [xs, ...first] = [seededTensor([2, 7, 3], 1), ...firstStates(one)].map((x) =>
      tf.variable(x),
    ) as [tf.Variable, ...tf.Variable[]];
    const paths = stateDict(network);
    const { grads } = valueAndGrads(() => {
      const { outputs, last } = run(network, one, xs, first);
      const terms = last.map((part, i) =>
        tf.sum(tf.mul(part, seededTensor(part.shape, 4 + 2 * i))),
      );
      const own = tf.sum(tf.mul(outputs, seededTensor(outputs.shape, 3)));
      return tf.addN([own, ...terms]) as tf.Scalar;
    }, [...parameters(network), xs, ...(one.state ? first : [])]);
    const wanted = torchGradients(one);
    expect(Object.keys(wanted)).toEqual(Object.keys(paths));
    const close = { absolute: 2e-5, relative: 1e-5 };
    for (const [path, variable] of Object.entries(paths)) {
      expect(grads.get(variable)).toBeClose(wanted[path] as tf.Tensor, close);
    }
    const others = { xs, ...(one.state && { h0: first[0], c0: first[1] }) };
    for (const [name, variable] of Object.entries(others)) {
      if (variable === undefined) continue;
      const value = tf.tensor(one.gradients[name] as number[], variable.shape);
      expect(grads.get(variable)).toBeClose(value, close);
    }
  });

  const layers = { layers: [lstmTorch, gruTorch] };
  const oneLstm = TORCH_CASES[0] as TorchCase;
  const oneGru = TORCH_CASES.find(({ kind }) => kind === 'GRU') as TorchCase;

  test('a state of another module, or with other layers, is refused by name', async () => {
    const rule = 'fromTorch: expected values that fit the model, got';
    const [lstm, gru] = [torchState(oneLstm), torchState(oneGru)];
    const refuse = (one: TorchCase, state: Parameters<typeof fromTorch>[1], got: string) => {
      const network = makeCase(one);
      return expectRefusal(() => void fromTorch(network, state, layers), `${rule} ${got}`);
    };
    const { weight_ih_l0: _, ...without } = lstm;
    await refuse(oneLstm, without, '1 missing: weight_ih_l0');
    const misfits = [
      'weight_ih_l0 ([15, 3] for [20, 3])',
      'weight_hh_l0 ([15, 5] for [20, 5])',
      'bias_ih_l0 ([15] for [20])',
      'bias_hh_l0 ([15] for [20])',
    ];
    await refuse(oneLstm, gru, `4 that do not fit: ${misfits.join(', ')}`);
    const more = { ...gru, weight_hh_l1: gru.weight_hh_l0 as never };
    await refuse(oneGru, more, '1 unexpected: weight_hh_l1');
    const turned = { ...lstm, weight_hh_l0: { data: new Float32Array(100), shape: [5, 20] } };
    await refuse(oneLstm, turned, '1 that do not fit: weight_hh_l0 ([5, 20] for [20, 5])');
  });
});
