import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { isIsolated, isNode } from '../engine/detect';
import { CORE, type CoreKernels } from '../generated/wasm';
import {
  adam,
  gelu,
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
import { type Address, behind } from '../wasm/kernel-module';
import { addressOf, allocate } from '../wasm/output';
import { kernelsOf, shared, together } from '../wasm/registry';
import { Pool } from './pool';

/** Elsewhere memory is not shared. */
const mayRun = backendName === 'wasm' && (isNode() || isIsolated());

const { worth, beforeStart } = Pool;

/** Every job, however small, on `threads` threads that are ready. */
async function useAll(threads: number): Promise<void> {
  await setup({ backend: 'wasm', threads });
  if (threads === 1) return;
  const pool = shared.pool as Pool;
  pool.isWorth(1);
  await ready(pool);
}

async function ready(pool: Pool): Promise<void> {
  for (let i = 0; i < 1000 && !pool.isWorth(1e9); i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(pool.isWorth(1e9)).toBe(true);
}

beforeAll(() => {
  if (!mayRun) return;
  Pool.worth = { awake: 0, asleep: 0, part: 1 };
  Pool.beforeStart = 0;
});

afterAll(async () => {
  Pool.worth = worth;
  Pool.beforeStart = beforeStart;
  if (mayRun) await setup({ backend: 'wasm' });
});

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
add('gelu', [[33, 67]], (x) => gelu(x));
add('softmax', [[33, 67]], (x) => softmax(x));
add('layerNorm', [[33, 67]], (x) => layerNorm(x));
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

describe.skipIf(!mayRun)('workers', () => {
  test('an error of theirs is one here, and the next job runs', async () => {
    await useAll(2);
    const kernels = kernelsOf(CORE) as CoreKernels;
    const x = numbers([64]);
    const y = allocate([64]);
    const outside = 4294967000 as Address;
    expect(() =>
      together(1e9, (call) => {
        for (let i = 0; i < 64; i++) call(kernels.tanhForward, outside, outside, 4096);
      }),
    ).toThrow(/out of bounds|memory access/);
    together(1e9, (call) => {
      for (let i = 0; i < 64; i++) {
        call(kernels.tanhForward, behind(addressOf(x), 4 * i), behind(addressOf(y), 4 * i), 1);
      }
    });
    expect(y).toBeClose(tf.tanh(x));
  });

  test('modules that come while workers start, or sleep, reach them', async () => {
    await setup({ backend: 'wasm', threads: 1 });
    const instances = [...shared.instances];
    await setup({ backend: 'wasm', threads: 3 });
    const pool = shared.pool as Pool;
    pool.isWorth(1);
    for (let i = 0; i < 3; i++) {
      // The same module again is a new one to them.
      for (const [name, { module, raw }] of instances) {
        pool.add({ module, raw, isCore: name === CORE.name });
      }
      await ready(pool);
    }
    const before = pool.byWorkers;
    const x = numbers([260, 260]);
    for (let i = 0; i < 50; i++) matMul(x, x).dispose();
    expect(pool.byWorkers).toBeGreaterThan(before);
  });

  test('a job of more calls than the board holds', async () => {
    await useAll(3);
    const x = numbers([1000]);
    const y = allocate([1000]);
    const kernels = kernelsOf(CORE) as CoreKernels;
    together(1e9, (call) => {
      for (let i = 0; i < 1000; i++) {
        call(kernels.expForward, behind(addressOf(x), 4 * i), behind(addressOf(y), 4 * i), 1);
      }
    });
    expect(y).toBeClose(tf.exp(x));
  });

  test('memory grows while they live', async () => {
    await useAll(3);
    const held: tf.Tensor[] = [];
    for (let i = 0; i < 20; i++) {
      held.push(tf.zeros([2 ** 20]));
      const x = numbers([64, 64]);
      const square = () => [matMul(x, x)];
      expect(bitsOf(square)).toEqual(bitsOf(square));
      x.dispose();
    }
    tf.dispose(held);
  });

  test('200 starts and stops', async () => {
    for (let i = 0; i < 100; i++) {
      await setup({ backend: 'wasm', threads: 2 });
      shared.pool?.isWorth(1);
      await setup({ backend: 'wasm', threads: 1 });
    }
    await useAll(2);
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
