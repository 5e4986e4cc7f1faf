import {
  type ArrayValue,
  dispose,
  parameters,
  random,
  StateDictError,
  stateDict,
  valueAndGrads,
} from '@dl/core';
import { fromTorch } from '@dl/core/torch';
import { expectNoLeaks, expectRefusal, seededTensor, seededValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type TorchCase, torchState } from './fixtures/torch-case';
import cases from './fixtures/torch-rnn.json';
import { Rnn, type RnnOptions } from './rnn';
import { rnnTorch } from './torch-codec';

/* fixtures/torch-rnn.json, by PyTorch 1.13:
import json, torch
from torch.nn.utils.rnn import pack_padded_sequence as pack, pad_packed_sequence as unpack

def seeded(shape, seed, scale=1):  # seededTensor of @dl/testing
    values = []
    for _ in range(torch.Size(shape).numel()):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values.append(scale * (seed / 2**31 - 1))
    return torch.tensor(values, dtype=torch.float32).double().reshape(shape)

def flat(t): return [float('%.6g' % v) for v in t.detach().flatten().tolist()]

cases = []
for layers in 1, 2, 3:
    for both in False, True:
        for bias in True, False:
            n = len(cases)
            activation = 'relu' if n % 3 == 2 else 'tanh'
            rnn = torch.nn.RNN(3, 5, layers, nonlinearity=activation, bias=bias, batch_first=True,
                               bidirectional=both).double()
            for i, p in enumerate(rnn.parameters()): p.data = seeded(p.shape, 10 + i, 0.5)
            lengths = [4, 7] if n % 2 == 1 or n == 10 else None
            h0 = seeded([layers * (1 + both), 2, 5], 2) if n % 4 > 1 else None
            xs = seeded([2, 7, 3], 1)
            if lengths:
                ys, last = rnn(pack(xs, lengths, batch_first=True, enforce_sorted=False), h0)
                ys = unpack(ys, batch_first=True)[0]
            else: ys, last = rnn(xs, h0)
            loss = (ys * seeded(ys.shape, 3)).sum() + (last * seeded(last.shape, 4)).sum()
            loss.backward()
            case = dict(layers=layers, both=both, bias=bias, activation=activation, lengths=lengths,
                        state=h0 is not None, outputs=flat(ys), last=flat(last))
            if n in (0, 3, 8, 10):
                case['gradients'] = {k: flat(p.grad) for k, p in rnn.named_parameters() if 'bias_hh' not in k}
            cases.append(case)
json.dump(cases, open('torch-rnn.json', 'w'))
*/
const CASES = cases as unknown as TorchCase[];

const layersOf = { layers: [rnnTorch] };
type Sizes = Pick<TorchCase, 'layers' | 'both' | 'bias'>;

function make({ layers, both, bias }: Sizes, options: Partial<RnnOptions> = {}): Rnn {
  const bidirectional = both ? 'concat' : undefined;
  return new Rnn(3, 5, { rng: random(0), layers, bias, bidirectional, ...options });
}

function load({ activation, ...sizes }: TorchCase): Rnn {
  const rnn = make(sizes, { activation });
  const values = (size: number, i: number) => seededValues(size, 10 + i).map((x) => x * 0.5);
  fromTorch(rnn, torchState(sizes, values), layersOf);
  return rnn;
}

function forward(rnn: Rnn, { layers, both, lengths, state }: TorchCase) {
  const h0 = seededTensor<tf.Tensor3D>([layers * (both ? 2 : 1), 2, 5], 2);
  return rnn.forward(seededTensor<tf.Tensor3D>([2, 7, 3], 1), {
    lengths: lengths ?? undefined,
    state: state ? (tf.unstack(h0) as tf.Tensor2D[]) : undefined,
  });
}

const nameOf = ({ layers, both, bias, activation, lengths, state }: TorchCase) =>
  `${layers} layers${both ? ', both directions' : ''}, ${bias ? 'with' : 'no'} bias, ${activation}` +
  `${lengths ? ', lengths' : ''}${state ? ', a state' : ''}`;

describe('rnnTorch', () => {
  test.each(CASES.map((c) => [nameOf(c), c] as const))('outputs and states of %s', (_, c) => {
    const { outputs, state } = forward(load(c), c);
    expect(outputs.shape).toEqual([2, 7, c.both ? 10 : 5]);
    expect(outputs).toBeClose(tf.tensor(c.outputs, outputs.shape), { absolute: 2e-6 });
    expect(tf.stack(state)).toBeClose(tf.tensor(c.last, [state.length, 2, 5]), { absolute: 2e-6 });
  });

  test.each(CASES.filter((c) => c.gradients).map((c) => [nameOf(c), c] as const))(
    'gradients of all weights of %s',
    (_, c) => {
      const rnn = load(c);
      const { grads } = valueAndGrads(() => {
        const { outputs, state } = forward(rnn, c);
        const last = tf.stack(state);
        return tf.add(
          tf.sum(tf.mul(outputs, seededTensor(outputs.shape, 3))),
          tf.sum(tf.mul(last, seededTensor(last.shape, 4))),
        ) as tf.Scalar;
      }, parameters(rnn));
      const wanted = Object.entries(c.gradients ?? {});
      expect(wanted.length).toBe(parameters(rnn).length);
      const paths = stateDict(rnn);
      for (const [name, values] of wanted) {
        const [kind, part, layer, reverse] = name.split('_');
        const cell = `${reverse ? 'reverseCells' : 'cells'}.${layer?.slice(1)}`;
        const path = `${cell}.${part === 'ih' ? 'input' : 'recurrent'}.${kind}`;
        const gradient = grads.get(paths[path] as tf.Variable) as tf.Tensor;
        // [in, out] here, [out, in] there
        const turned = gradient.rank === 2 ? tf.transpose(gradient) : gradient;
        expect(tf.reshape(turned, [-1]), name).toBeClose(values, { absolute: 2e-5 });
      }
    },
  );

  const SIZES = { layers: 2, both: true, bias: true };
  const STATE = () => torchState(SIZES, (n, i) => seededValues(n, i));

  test('shares no memory with the arrays', () => {
    const [rnn, state] = [make(SIZES), STATE()];
    fromTorch(rnn, state, layersOf);
    const before = tf.clone(rnn.cells[0]?.input.weight as tf.Tensor);
    for (const { data } of Object.values(state)) data.fill(0);
    expect(rnn.cells[0]?.input.weight).toBeClose(before);
  });

  test('says under the names of PyTorch what does not fit', async () => {
    const rnn = make(SIZES);
    const refuse = async (change: (state: Record<string, unknown>) => void, message: string) => {
      const state: Record<string, unknown> = STATE();
      change(state);
      const load = () => void fromTorch(rnn, state as Record<string, ArrayValue>, layersOf);
      return expectRefusal(load, `fromTorch: expected values that fit the model, got ${message}`);
    };
    const error = await refuse((state) => {
      delete state.weight_hh_l1;
      delete state.bias_ih_l0_reverse;
      state.weight_hr_l0 = { data: new Float32Array(1), shape: [1] };
      state.bias_hh_l1 = { data: new Float32Array(4), shape: [4] };
    }, '2 missing: bias_ih_l0_reverse, weight_hh_l1; 1 unexpected: weight_hr_l0; 1 that do not fit: bias_hh_l1 ([4] for [5])');
    expect(error).toBeInstanceOf(StateDictError);
    expect(error).toMatchObject({
      missing: ['bias_ih_l0_reverse', 'weight_hh_l1'],
      unexpected: ['weight_hr_l0'],
    });
    await refuse((state) => {
      state.weight_ih_l1 = { data: new Float32Array(25), shape: [5, 5] };
    }, '1 that do not fit: weight_ih_l1 ([5, 5] for [5, 10])');
    await refuse((state) => {
      state.bias_hh_l0 = { data: new Float32Array(4), shape: [5] };
    }, '1 that do not fit: bias_hh_l0 (4 numbers for 5)');
    await refuse((state) => {
      state.bias_hh_l0 = { data: new Int32Array(5), shape: [5] };
    }, '1 that do not fit: bias_hh_l0 (an Int32Array of 20 bytes for a Float32Array)');
    await refuse((state) => {
      state.weight_ih_l99999999 = { data: new Float32Array(1), shape: [1] };
    }, '1 unexpected: weight_ih_l99999999');
  });

  test('a network of two layers takes no state of one, nor one direction that of two', () => {
    const one = torchState({ ...SIZES, layers: 1 }, (n) => seededValues(n, 1));
    expect(() => fromTorch(make(SIZES), one, layersOf)).toThrow('8 missing: weight_ih_l1');
    expect(() => fromTorch(make({ ...SIZES, both: false }), STATE(), layersOf)).toThrow(
      '8 unexpected: weight_ih_l0_reverse',
    );
  });

  test('leaves nothing behind', async () => {
    const state = STATE();
    await expectNoLeaks(() => {
      const rnn = make(SIZES);
      fromTorch(rnn, state, layersOf);
      dispose(rnn);
    });
  });
});
