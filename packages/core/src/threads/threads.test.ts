import { cuttingAll } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  adam,
  batchNorm,
  ctcLoss,
  gelu,
  groupNorm,
  layerNorm,
  linear,
  matMul,
  maxPool2d,
  type Optimizer,
  rmsprop,
  sgd,
  softmax,
} from '../index';
import { conv2d } from '../ops/conv/conv-2d';
import { depthwiseConv2d } from '../ops/conv/depthwise-conv-2d';
import { shared } from '../wasm/registry';

const { mayRun, useAll } = cuttingAll();

let seed = 1;
function numbers(shape: number[]): tf.Tensor {
  seed = (seed * 48271) % 2147483647;
  return tf.randomUniform(shape, -1, 1, 'float32', seed);
}

const bits = (x: tf.Tensor) => new Int32Array(Float32Array.from(x.dataSync()).buffer);

/** What `run` makes, bit by bit; nothing of it stays. */
function bitsOf(run: () => tf.Tensor[]): Int32Array[] {
  let got: Int32Array[] = [];
  tf.tidy(() => {
    got = run().map(bits);
  });
  return got;
}

const RUNS: Record<string, () => tf.Tensor[]> = {};
/** What `run` makes of the inputs, and its gradients. */
function add(name: string, shapes: number[][], run: (...xs: tf.Tensor[]) => tf.Tensor): void {
  let inputs: tf.Tensor[] | undefined;
  RUNS[name] = () => {
    inputs ??= shapes.map((shape) => tf.keep(numbers(shape)));
    const y = run(...inputs);
    const weight = tf.keep(tf.reshape(tf.cos(tf.range(0, y.size)), y.shape));
    return [y, ...tf.grads((...xs) => tf.sum(tf.mul(run(...xs), weight)))(inputs)];
  };
}

for (const [m, n, k] of [
  [1, 37, 300],
  [3, 200, 65],
  [5, 3, 70],
  [5, 2503, 70],
  [41, 19, 33],
  [66, 130, 257],
  [129, 17, 300],
  [130, 65, 520],
  [200, 200, 200],
  [300, 30, 600],
  [517, 33, 64],
] as const) {
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const [a, b] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
    add(`product ${m}×${n}×${k} ${transposeA} ${transposeB}`, [a, b], (x, y) =>
      matMul(x, y, { transposeA, transposeB }),
    );
  }
}
add(
  'batched product',
  [
    [7, 20, 33],
    [7, 33, 18],
  ],
  (x, y) => matMul(x, y),
);
add('linear with tanh', [[70, 33], [33, 19], [19]], (x, w, b) =>
  linear(x, w, { bias: b as tf.Tensor, activation: 'tanh' }),
);
add('linear of many rows', [[2050, 5], [5, 90], [90]], (x, w, b) =>
  linear(x, w, { bias: b as tf.Tensor }),
);
add('gelu', [[33, 67]], (x) => gelu(x));
add('softmax', [[33, 67]], (x) => softmax(x));
add('layerNorm', [[33, 67]], (x) => layerNorm(x));
for (const rows of [70, 300, 5000]) {
  add(`layerNorm of ${rows} rows, weight and bias`, [[rows, 19], [19], [19]], (x, weight, bias) =>
    layerNorm(x, { weight, bias }),
  );
  add(`layerNorm of ${rows} rows, a bias`, [[rows, 18], [18]], (x, bias) => layerNorm(x, { bias }));
}
add(
  'batchNorm of a batch',
  [[300, 19], [19], [19]],
  (x, weight, bias) => batchNorm(x, { weight, bias, training: true }).y,
);
add('ctcLoss', [[7, 33, 19]], (x) => {
  const labels = tf.tensor(
    Int32Array.from({ length: 63 }, (_, i) => 1 + ((i * i) % 18)),
    [7, 9],
  );
  const [times, counts] = [
    [33, 30, 20, 33, 19, 0, 33],
    [9, 8, 9, 0, 5, 0, 7],
  ];
  return ctcLoss(x, labels, times, counts, { reduction: 'none' });
});
add('groupNorm', [[3, 5, 7, 6]], (x) => groupNorm(x, 2));
const images = [
  [1, 17, 13, 3, 5],
  [5, 9, 9, 8, 8],
  [1, 20, 21, 16, 16],
  [3, 12, 12, 16, 20],
  [40, 8, 8, 16, 16],
] as const;
for (const [batch, height, width, from, to] of images) {
  const x: number[] = [batch, height, width, from];
  for (const stride of [1, 2]) {
    add(`conv ${x} to ${to}, stride ${stride}`, [x, [3, 3, from, to], [to]], (y, w, bias) =>
      conv2d(y, w, { stride, bias }),
    );
    add(`depthwise ${x}, stride ${stride}`, [x, [3, 3, from, 1]], (y, w) =>
      depthwiseConv2d(y, w as tf.Tensor4D, { stride }),
    );
  }
  add(`pointwise ${x} to ${to}`, [x, [1, 1, from, to]], (y, w) => conv2d(y, w as tf.Tensor4D));
  add(`pool ${x}`, [x], (y) => maxPool2d(y, { size: 2 }));
}
// Few places to a channel: cut by channels, of which the last are no whole panel.
for (const [places, from, to] of [
  [7, 40, 70],
  [1, 33, 97],
  [5, 300, 64],
] as const) {
  add(
    `pointwise ${places}², ${from} to ${to}`,
    [[2, places, places, from], [1, 1, from, to], [to]],
    (y, w, bias) => conv2d(y, w, { bias, activation: 'relu6' }),
  );
}

describe.skipIf(!mayRun)('the same bits on any number of threads', () => {
  const wanted = new Map<string, Int32Array[]>();
  beforeAll(async () => {
    await useAll(1);
    for (const [name, run] of Object.entries(RUNS)) wanted.set(name, bitsOf(run));
  });

  describe.each([2, 3, 5])('%i', (threads) => {
    beforeAll(() => useAll(threads));
    test.each(Object.keys(RUNS))('%s', (name) => {
      const got = bitsOf(RUNS[name] as () => tf.Tensor[]);
      got.forEach((own, i) => {
        expect(own, `result ${i}`).toEqual(wanted.get(name)?.[i]);
      });
    });
    test('workers have done some of it', () => {
      expect(shared.pool?.jobs).toBeGreaterThan(100);
      expect(shared.pool?.byWorkers).toBeGreaterThan(0);
    });
  });
});

describe.skipIf(!mayRun)('optimisers', () => {
  const make: Record<string, () => Optimizer> = {
    adam: () => adam({ learningRate: 0.1 }),
    amsgrad: () => adam({ learningRate: 0.1, amsgrad: true }),
    momentum: () => sgd({ learningRate: 0.1, momentum: 0.9 }),
    rmsprop: () => rmsprop({ learningRate: 0.1 }),
    centred: () => rmsprop({ learningRate: 0.1, centered: true, momentum: 0.9 }),
  };

  test.each(Object.keys(make))('%s: all parameters at once, the same bits', async (name) => {
    const run = async (threads: number) => {
      await useAll(threads);
      seed = 7;
      const shapes = [[300], [17, 9], [1], [40, 40], [64]];
      const parameters = shapes.map((shape) => tf.variable(numbers(shape)));
      const optimizer = (make[name] as () => Optimizer)();
      for (let step = 0; step < 3; step++) {
        optimizer.update(new Map(parameters.map((each) => [each, numbers(each.shape)])));
      }
      return bitsOf(() => parameters.map((each) => tf.clone(each)));
    };
    const wanted = await run(1);
    for (const threads of [2, 5]) expect(await run(threads)).toEqual(wanted);
  });
});
