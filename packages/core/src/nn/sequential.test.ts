import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { tanh } from '../ops/activation/activation';
import { elu } from '../ops/activation/elu';
import { gelu } from '../ops/activation/gelu';
import { leakyRelu } from '../ops/activation/leaky-relu';
import { softplus } from '../ops/activation/softplus';
import type { ForwardOptions } from '../ops/kit/forward-options';
import { instanceNorm } from '../ops/norm/group-norm';
import { layerNorm, rmsNorm } from '../ops/norm/layer-norm';
import { random } from '../random/random';
import { valueAndGrads } from '../tape/value-and-grads';
import type { Layer } from './layer';
import { Linear } from './linear';
import { sequential } from './sequential';

const rng = random(1);

describe('sequential', () => {
  test('is one layer after the other', () => {
    const [first, last] = [new Linear(3, 5, { rng }), new Linear(5, 7, { rng })];
    const model = sequential(first, tanh, last);
    const x = seededTensor([2, 3]);
    const y = model.forward(x);
    expect(y.shape).toEqual([2, 7]);
    expect(y).toBeClose(last.forward(tanh(first.forward(x))));
    expect(sequential().forward(x)).toBe(x);
    expect(sequential(model, tf.neg).forward(x)).toBeClose(tf.neg(y));
  });

  test('passes its options to ops with options of their own', () => {
    const ops = [elu, gelu, softplus, leakyRelu, layerNorm, rmsNorm, instanceNorm] as Layer[];
    const x = seededTensor([2, 3, 5], 1);
    const y = sequential(...ops).forward(x, { training: true, rng: random(1) });
    expect(y).toBeClose(sequential(...ops).forward(x));
  });

  test('lists its Variables by position', () => {
    const model = sequential(
      new Linear(3, 5, { rng }),
      tanh,
      new Linear(5, 7, { rng, bias: false }),
    );
    const paths = ['layers.0.weight', 'layers.0.bias', 'layers.2.weight'];
    expect(Object.keys(stateDict(model))).toEqual(paths);
  });

  test('hands its options on, with a stream of its own to each layer', () => {
    const seen: (ForwardOptions | undefined)[] = [];
    const layer = (x: tf.Tensor, options?: ForwardOptions) => {
      seen.push(options);
      return x;
    };
    const model = sequential(layer, { forward: layer });
    model.forward(tf.zeros([1]), { training: true, rng });
    expect(seen.map((options) => options?.training)).toEqual([true, true]);
    const draws = seen.map((options) => options?.rng?.next());
    expect(draws).toEqual([rng.fold(0).next(), rng.fold(1).next()]);
    model.forward(tf.zeros([1]));
    expect(seen[2]?.rng).toBeUndefined();
  });

  test('gradients reach every layer', () => {
    const model = sequential(new Linear(3, 5, { rng }), tanh, new Linear(5, 1, { rng }));
    const x = seededTensor([2, 3]);
    const weights = parameters(model);
    const f = () => tf.sum(model.forward(x)) as tf.Scalar;
    const { grads } = valueAndGrads(f, weights);
    const wanted = tf.variableGrads(f, weights);
    for (const weight of weights) {
      expect(grads.get(weight)).toBeClose(wanted.grads[weight.name] as tf.Tensor);
    }
  });

  test('leaves its result only', async () => {
    const model = sequential(new Linear(3, 5, { rng }), tanh, (x) => tf.mul(tf.add(x, 1), 2));
    const x = seededTensor([2, 3]);
    await expectNoLeaks(() => model.forward(x).dispose());
    const broken = sequential(new Linear(3, 5, { rng }), new Linear(7, 1, { rng }));
    await expectRefusal(() => broken.forward(x), 'linear: x: expected [..., 7], got [2, 5]');
  });

  test('refuses what is no layer', async () => {
    await expectRefusal(
      () => sequential(tanh, 3 as never),
      'sequential: layers.1: expected a function or an object with forward, got 3',
    );
    await expectRefusal(
      () => sequential([] as never),
      'sequential: layers.0: expected a function or an object with forward, got []',
    );
  });
});

test('says which layer gives no tensor', async () => {
  const nothing = (() => undefined) as unknown as (x: tf.Tensor) => tf.Tensor;
  const x = tf.ones([2]);
  for (const model of [
    sequential(nothing),
    sequential(
      (y) => y,
      nothing,
      (y) => y,
    ),
  ]) {
    await expectRefusal(
      () => model.forward(x),
      /^sequential: layers\.[01]: expected a tensor from it, got undefined$/,
    );
  }
});
