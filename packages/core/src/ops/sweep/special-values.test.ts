import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { setup } from '../../backend/setup';
import * as core from '../../index';

/*
 * What IEEE's floats have besides numbers, through every op here, forward and backward: WASM gives what cpu gives, NaN for
 * NaN. Left open are the order of a sum that overflows on its way (in products), and a GPU, which may flush subnormals and
 * need not know NaN or infinities at all: there numbers up to 1e30 alone are asked for.
 */

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const LARGEST = 3.4028234663852886e38;
const onGpu = backendName === 'webgpu';
const SPECIAL = onGpu
  ? [0, 1e-30, 1e30, -1e30, 1, -1, 0.5, 20.5, -7]
  : [
      nan,
      inf,
      -inf,
      0,
      -0,
      1e-40,
      -1e-40,
      1.2e-38,
      1e30,
      -1e30,
      LARGEST,
      -LARGEST,
      1e19,
      -1e19,
    ].concat([1, -1, 0.5, 88, -88, 89, -89, 100, -104, 20.5, 710, -710, -7]);

// A GPU rounds a mean: of equal numbers of 1e30 it misses by 1e23.
const EQUAL = onGpu ? SPECIAL.filter((x) => Math.abs(x) < 1e3) : SPECIAL;

const PLAIN = [0.84, 0.43, 0.14, -0.18, 0.99, -0.07, -0.98];

const line = () => tf.tensor1d(SPECIAL);

/** Each special number beside each of `others`. */
const pairs = (others: readonly number[]) => [
  tf.tensor1d(SPECIAL.flatMap((x) => others.map(() => x))),
  tf.tensor1d(SPECIAL.flatMap(() => [...others])),
];

/** Rows of plain numbers with a special one among them, or two; and rows of one alone. */
function rows(two = true): tf.Tensor2D {
  const row = (changes: Record<number, number>) => PLAIN.map((x, i) => changes[i] ?? x);
  return tf.tensor2d([
    ...SPECIAL.map((x) => row({ 2: x })),
    ...(two ? SPECIAL.flatMap((x) => SPECIAL.map((y) => row({ 2: x, 5: y }))) : []),
    ...(two ? EQUAL.map((x) => PLAIN.map(() => x)) : []),
  ]);
}

const affine = () => [tf.tensor1d([1, 2, 0.5, -1, 0, 3, 1]), tf.tensor1d(PLAIN)];
const weight = (columns: number) =>
  tf.tensor2d(PLAIN.map((_, i) => Array.from({ length: columns }, (_, j) => ((i + j) % 4) - 1)));

type Case = [make: () => tf.Tensor[], run: (...xs: tf.Tensor[]) => tf.Tensor];

const ofLine = (run: (x: tf.Tensor) => tf.Tensor): Case => [() => [line()], run];
const ofRows = (run: (...xs: tf.Tensor[]) => tf.Tensor, ...more: (() => tf.Tensor[])[]): Case => [
  () => [rows(), ...more.flatMap((make) => make())],
  run,
];

const CASES: Record<string, Case> = {
  relu: ofLine(core.relu),
  relu6: ofLine(core.relu6),
  tanh: ofLine(core.tanh),
  sigmoid: ofLine(core.sigmoid),
  gelu: ofLine((x) => core.gelu(x)),
  'gelu by tanh': ofLine((x) => core.gelu(x, { approximate: 'tanh' })),
  silu: ofLine((x) => core.silu(x)),
  softplus: ofLine((x) => core.softplus(x)),
  'softplus, sharp': ofLine((x) => core.softplus(x, { beta: 2, threshold: 30 })),
  leakyRelu: ofLine((x) => core.leakyRelu(x)),
  'leakyRelu, flat': ofLine((x) => core.leakyRelu(x, { slope: 0 })),
  elu: ofLine((x) => core.elu(x)),
  'elu, turned': ofLine((x) => core.elu(x, { alpha: -2 })),
  scale: ofLine((x) => core.scale(x, -2.5)),
  'scale by 0': ofLine((x) => core.scale(x, 0)),
  dropout: ofLine((x) => core.dropout(x, { rate: 0.5, rng: core.random(1) })),
  hardSigmoid: ofLine(core.hardSigmoid),
  hardSwish: ofLine(core.hardSwish),
  selu: ofLine(core.selu),
  mish: ofLine(core.mish),
  prelu: [() => pairs(onGpu ? [0.5, 0] : [0.5, 0, -0, nan, inf]), (x, s) => core.prelu(x, s)],
  'prelu, one slope': [() => [line(), tf.scalar(0.5)], (x, s) => core.prelu(x, s)],
  glu: [() => [tf.stack(pairs([0, 1, 30]), 1)], (x) => core.glu(x)],
  logSumExp: ofRows((x) => core.logSumExp(x)),
  softmax: ofRows((x) => core.softmax(x)),
  logSoftmax: ofRows((x) => core.logSoftmax(x)),
  layerNorm: ofRows((x) => core.layerNorm(x)),
  'layerNorm with weight and bias': ofRows(
    (x, weight, bias) => core.layerNorm(x, { weight, bias }),
    affine,
  ),
  'layerNorm with a bias': ofRows(
    (x, bias) => core.layerNorm(x, { bias }),
    () => affine().slice(1),
  ),
  'layerNorm of single numbers': ofLine((x) => core.layerNorm(tf.reshape(x, [-1, 1]))),
  rmsNorm: ofRows(
    (x, weight) => core.rmsNorm(x, { weight }),
    () => affine().slice(1),
  ),
  batchNorm: ofRows((x) => core.batchNorm(tf.transpose(x), { training: true }).y),
  'batchNorm of given statistics': ofRows((x, weight, bias) => {
    const mean = tf.tensor1d([0, 1, 2, 3, -1e30, 1e-30, 0]);
    const variance = tf.tensor1d([0, 1, 2, 0, 1e30, 1e-30, 1e30]);
    return core.batchNorm(x, { mean, variance, weight, bias });
  }, affine),
  groupNorm: ofRows((x) => core.groupNorm(tf.reshape(tf.slice(x, 0, [-1, 6]), [-1, 1, 6]), 2)),
  instanceNorm: ofRows((x) => core.instanceNorm(tf.expandDims(x, -1))),
  matMul: [() => [rows(false), weight(2)], (x, w) => core.matMul(x, w)],
  'linear, relu': [
    () => [rows(false), weight(5), tf.tensor1d([1, 0, -0, 1e-30, 2])],
    (x, w, bias) => core.linear(x, w, { bias: bias as tf.Tensor, activation: 'relu' }),
  ],
  'linear, hardSwish': [
    () => [rows(false), weight(5), tf.tensor1d([1, 0, -0, 1e-30, 2])],
    (x, w, bias) => core.linear(x, w, { bias: bias as tf.Tensor, activation: 'hardSwish' }),
  ],
};

const few = [0, 1, 0.3, -0, 1e-30];
const labelled = onGpu ? few : [...few, nan, inf];
for (const reduction of ['none', 'mean'] as const) {
  const alike = (others: readonly number[]) => () =>
    reduction === 'none' ? pairs(others) : [tf.tensor1d([1, 2, 3]), tf.tensor1d([0, 1, 1])];
  CASES[`mse, ${reduction}`] = [alike(SPECIAL), (x, t) => core.mse(x, t, { reduction })];
  CASES[`l1, ${reduction}`] = [alike(SPECIAL), (x, t) => core.l1(x, t, { reduction })];
  CASES[`huber, ${reduction}`] = [
    alike(SPECIAL),
    (x, t) => core.huber(x, t, { reduction, delta: 0.7 }),
  ];
  CASES[`klDivergence, ${reduction}`] = [
    alike(SPECIAL),
    (x, t) => core.klDivergence(x, t, { reduction }),
  ];
  CASES[`klDivergence of logarithms, ${reduction}`] = [
    alike(SPECIAL),
    (x, t) => core.klDivergence(x, t, { reduction, logTarget: true }),
  ];
  CASES[`sigmoidCrossEntropy, ${reduction}`] = [
    alike(labelled),
    (x, t) => core.sigmoidCrossEntropy(x, t, { reduction }),
  ];
  CASES[`sigmoidCrossEntropy, weighted, ${reduction}`] = [
    alike(labelled),
    (x, t) =>
      core.sigmoidCrossEntropy(x, t, { reduction, posWeight: tf.scalar(3), weight: tf.scalar(2) }),
  ];
  for (const labelSmoothing of [0, 0.1]) {
    const options = { reduction, labelSmoothing };
    const weights = () => tf.tensor1d([1, 0, 2, 0.5, 1, 0, 3]);
    CASES[`softmaxCrossEntropy of indices, ${reduction}, ${labelSmoothing}`] = ofRows((x) => {
      const [count] = x.shape as [number];
      const labels = Array.from({ length: count }, (_, i) => [2, 5, 0, -100, 1][i % 5] as number);
      const ids = tf.tensor1d(labels, 'int32');
      return core.softmaxCrossEntropy(x, ids, { ...options, weights: weights() });
    });
    CASES[`softmaxCrossEntropy of shares, ${reduction}, ${labelSmoothing}`] = ofRows((x) => {
      const share = (i: number) => [0, 0.2, 1, 0][(i + Math.floor(i / 7)) % 4] as number;
      const labels = tf.tensor(
        Array.from({ length: x.size }, (_, i) => share(i)),
        x.shape,
      );
      return core.softmaxCrossEntropy(x, labels, options);
    });
  }
}

/** The values, and the gradients for a `dy` of unlike numbers. */
async function valuesOf([make, run]: Case): Promise<Float32Array[]> {
  const made = tf.tidy(() => {
    const xs = make();
    const y = run(...xs);
    const dys = Array.from({ length: y.size }, (_, i) => [2, -1.5, 0.25][i % 3] as number);
    return [y, ...tf.grads(run)(xs, tf.tensor(dys, y.shape, 'float32'))];
  });
  const values = await Promise.all(made.map((x) => x.data<'float32'>()));
  tf.dispose(made);
  return values;
}

// Statistics of rows of equal numbers are rounded differently, and are then multiplied by 1 / √ε.
const CLOSE = { absolute: 1e-4, relative: 1e-4 };

test.each(Object.entries(CASES))('%s is the same here and on cpu', async (_, own) => {
  await setup({ backend: 'cpu' });
  const wanted = await valuesOf(own).finally(() => setup({ backend: backendName }));
  const found = await valuesOf(own);
  found.forEach((values, i) => {
    expect(values, i === 0 ? 'value' : `gradient ${i - 1}`).toBeClose(
      wanted[i] as Float32Array,
      CLOSE,
    );
  });
});

// A GPU promises nothing of these.
describe.skipIf(onGpu)('as PyTorch has it', () => {
  test("relu's gradient passes where its output is NaN, and nothing where it is 0", () => {
    const x = tf.tensor1d([nan, inf, -inf, 0, -0, 1]);
    const [dx] = tf.grads(core.relu)([x], tf.tensor1d([2, 2, inf, inf, 2, 2]));
    expect(dx).toBeClose([2, 2, 0, 0, 0, 2]);
  });

  test('an infinite logit against the label of the other side is an infinite loss', () => {
    const [x, t] = [tf.tensor1d([inf, inf, -inf, 40]), tf.tensor1d([0, 1, 0, 1])];
    const loss = core.sigmoidCrossEntropy(x, t, { reduction: 'none' });
    // F.binary_cross_entropy_with_logits(x, t, reduction='none')
    expect(loss).toBeClose([inf, nan, nan, 0]);
    const [dx] = tf.grads((z) => core.sigmoidCrossEntropy(z, t, { reduction: 'none' }))([x]);
    expect(dx).toBeClose([1, 0, 0, 0]);
  });

  test('silu and softplus keep their tails down to subnormals', async () => {
    const x = tf.tensor1d([-88, -89, -100]);
    // F.softplus(x); F.silu(x) at −88, and x e^x, which its e^−x overflows to 0 for
    const softplus = await core.softplus(x).data();
    const silu = await core.silu(x).data();
    [6.054602e-39, 2.227364e-39, 3.78351e-44].forEach((wanted, i) => {
      expect(Math.abs((softplus[i] as number) / wanted - 1)).toBeLessThan(1e-3);
      const tail = wanted * (x.arraySync()[i] as number);
      expect(Math.abs((silu[i] as number) / tail - 1)).toBeLessThan(1e-2);
    });
  });

  test('an ignored row passes on no NaN', () => {
    const x = tf.tensor2d([
      [nan, 1, 2],
      [1, 2, 3],
      [inf, inf, 0],
    ]);
    const labels = tf.tensor1d([-100, 1, -100], 'int32');
    const [dx] = tf.grads((z) => core.softmaxCrossEntropy(z, labels))([x]);
    expect(dx).toBeClose([
      [0, 0, 0],
      [0.0900306, -0.755272, 0.665241],
      [0, 0, 0],
    ]);
  });

  test('statistics of numbers whose squares overflow in part', () => {
    const column = tf.tensor2d([[1e19], [-1e19], [1e19], [-1e19]]);
    expect(core.batchNorm(column, { training: true }).y).toBeClose([[1], [-1], [1], [-1]]);
    const row = tf.tile(tf.tensor2d([[1.5e19, -1.5e19]]), [1, 50]);
    expect(core.layerNorm(row)).toBeClose(tf.tile(tf.tensor2d([[1, -1]]), [1, 50]));
  });

  test('statistics that are given pass a gradient by an x that is none', () => {
    const x = tf.tensor2d([
      [nan, 1],
      [inf, 2],
    ]);
    const [mean, variance] = [tf.zeros([2]), tf.ones([2])];
    const [dx] = tf.grads((z) => core.batchNorm(z, { mean, variance, epsilon: 3 }))([x]);
    expect(dx).toBeClose([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
  });
});

test('no gradient flows to the mean and the variance of a batch', () => {
  const x = tf.tensor2d([
    [1, 2],
    [3, 5],
  ]);
  const f = (z: tf.Tensor) => {
    const { y, mean, variance } = core.batchNorm(z, { training: true });
    return tf.add(tf.sum(y), tf.sum(tf.add(tf.mul(mean, 3), variance)));
  };
  const alone = (z: tf.Tensor) => tf.sum(core.batchNorm(z, { training: true }).y);
  expect(tf.grad(f)(x)).toBeClose(tf.grad(alone)(x));
});
