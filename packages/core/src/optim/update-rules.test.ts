import { expectRefusal, expectSameOnEveryBackend, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { adam, adamW } from './adam';
import type { Optimizer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

/** The parameter seeded(shape, 1) after `steps` updates with the gradients seeded(shape, 10 + step). */
function train(optimizer: Optimizer, shape: number[], steps: number): tf.Tensor {
  const parameter = tf.tidy(() => tf.variable(seededTensor(shape, 1)));
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => optimizer.update(new Map([[parameter, seededTensor(shape, 10 + step)]])));
  }
  const trained = tf.clone(parameter);
  parameter.dispose();
  optimizer.dispose();
  return trained;
}

const decayed = { beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.2, learningRate: 0.05 };

// p = seeded([7], 1); o = torch.optim.…([p], …); for t in range(5): p.grad = seeded([7], 10 + t); o.step()
const GOLDEN: [string, () => Optimizer, number[]][] = [
  [
    'SGD(lr=0.1)',
    () => sgd({ learningRate: 0.1 }),
    [-0.2678075, -0.1284707, 0.07245103, 0.7977033, -0.7805852, -0.1553012, 0.5333556],
  ],
  [
    'SGD(lr=0.1, weight_decay=0.2)',
    () => sgd({ learningRate: 0.1, weightDecay: 0.2 }),
    [-0.2273462, -0.1120848, 0.06968253, 0.7416862, -0.7014382, -0.1322632, 0.4799875],
  ],
  [
    'SGD(lr=0.1, momentum=0.9)',
    () => sgd({ learningRate: 0.1, momentum: 0.9 }),
    [0.1551142, 0.2283561, 0.1607791, 1.486804, -0.4844207, -0.07993928, 0.5543114],
  ],
  [
    'SGD(lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.2)',
    () => sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.2 }),
    [0.1010787, 0.1913739, 0.07471679, 1.161875, -0.3364227, 0.004276115, 0.4054862],
  ],
  [
    'SGD(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.2)',
    () => sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.2 }),
    [0.440787, 0.3286222, 0.2011818, 1.525098, -0.1819898, 0.06521352, 0.3615884],
  ],
  [
    'RMSprop(lr=0.01)',
    () => rmsprop(),
    [-0.2030129, -0.0719515, 0.04268212, 0.7101297, -0.7826291, -0.1560546, 0.4874062],
  ],
  [
    'RMSprop(lr=0.01, alpha=0.9, eps=1e-3, momentum=0.8, weight_decay=0.2)',
    () => rmsprop({ alpha: 0.9, epsilon: 1e-3, momentum: 0.8, weightDecay: 0.2 }),
    [-0.2632465, -0.06630076, 0.01951036, 0.659019, -0.7517133, -0.1828866, 0.4710459],
  ],
  [
    'Adam(lr=0.01)',
    () => adam({ learningRate: 0.01 }),
    [-0.4770955, -0.2181702, 0.008818452, 0.4591949, -0.8731453, -0.2470291, 0.544537],
  ],
  [
    'Adam(lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2)',
    () => adam(decayed),
    [-0.2781471, -0.05088871, 0.01726695, 0.6538043, -0.7389405, -0.1809761, 0.4902104],
  ],
  [
    'AdamW(lr=0.05)',
    () => adamW({ learningRate: 0.05 }),
    [-0.276055, -0.04460287, 0.01020127, 0.6556364, -0.767985, -0.1907395, 0.5232629],
  ],
  [
    'AdamW(lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2)',
    () => adamW(decayed),
    [-0.2567297, -0.04543493, 0.01687474, 0.6303637, -0.7343093, -0.1833513, 0.4972202],
  ],
];

describe('five steps are those of PyTorch', () => {
  test.each(GOLDEN)('%s', (_, make, wanted) => {
    expect(train(make(), [7], 5)).toBeClose(wanted, { absolute: 2e-6, relative: 1e-5 });
  });

  test.each(GOLDEN)('%s is the same on every backend, at odd sizes', async (_, make) => {
    await expectSameOnEveryBackend(() =>
      [[1], [3], [5], [], [17, 1], [3, 11], [2, 3, 5]].map((shape) => train(make(), shape, 3)),
    );
  });
});

test('the default rates are those of PyTorch', () => {
  expect([adam(), adamW(), rmsprop()].map((o) => o.learningRate)).toEqual([1e-3, 1e-3, 0.01]);
});

test('options out of range are refused by name', async () => {
  const number = 'expected a number';
  const refused: [() => unknown, string][] = [
    [() => sgd({ learningRate: -1 }), `sgd: learningRate: ${number} of at least 0, got -1`],
    [() => sgd({} as never), `sgd: learningRate: ${number} of at least 0, got undefined`],
    [
      () => sgd({ learningRate: 1, momentum: -1 }),
      `sgd: momentum: ${number} of at least 0, got -1`,
    ],
    [
      () => sgd({ learningRate: 1, momentum: 0.5, dampening: Number.NaN }),
      'sgd: dampening: expected a finite number, got NaN',
    ],
    [
      () => sgd({ learningRate: 1, weightDecay: Number.POSITIVE_INFINITY }),
      `sgd: weightDecay: ${number} of at least 0, got Infinity`,
    ],
    [
      () => sgd({ learningRate: 1, nesterov: true }),
      'sgd: nesterov: expected a momentum above 0 and no dampening, got 0 and 0',
    ],
    [
      () => sgd({ learningRate: 1, nesterov: true, momentum: 0.9, dampening: 0.1 }),
      'sgd: nesterov: expected a momentum above 0 and no dampening, got 0.9 and 0.1',
    ],
    [() => adam({ beta1: 1 }), `adam: beta1: ${number} in [0, 1), got 1`],
    [() => adam({ beta2: -0.1 }), `adam: beta2: ${number} in [0, 1), got -0.1`],
    [() => adamW({ epsilon: -1 }), `adamW: epsilon: ${number} of at least 0, got -1`],
    [() => adamW({ weightDecay: -1 }), `adamW: weightDecay: ${number} of at least 0, got -1`],
    [
      () => adam({ learningRate: Number.NaN }),
      `adam: learningRate: ${number} of at least 0, got NaN`,
    ],
    [() => rmsprop({ alpha: 1 }), `rmsprop: alpha: ${number} in [0, 1), got 1`],
    [() => rmsprop({ momentum: -1 }), `rmsprop: momentum: ${number} of at least 0, got -1`],
  ];
  for (const [make, message] of refused) {
    expect(await expectRefusal(make, message)).toBeInstanceOf(RangeError);
  }
});

test('sgd goes on with a velocity that was restored, whatever the count of updates', () => {
  // o = torch.optim.SGD([p], lr=1, momentum=.9, dampening=.5); o.state[p]['momentum_buffer'] = torch.tensor([10.])
  const w = tf.variable(tf.zeros([1]));
  const optimizer = sgd({ learningRate: 1, momentum: 0.9, dampening: 0.5 });
  optimizer.restore(0, new Map([[w, { updates: 0, slots: { velocity: tf.tensor1d([10]) } }]]));
  optimizer.update(new Map([[w, tf.tensor1d([1])]]));
  expect(w).toBeClose([-9.5]);
  const fresh = tf.variable(tf.zeros([1]));
  optimizer.update(new Map([[fresh, tf.tensor1d([1])]]));
  expect(fresh).toBeClose([-1]);
  optimizer.dispose();
});
