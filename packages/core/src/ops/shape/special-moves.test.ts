import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { setup } from '../../backend/setup';
import * as core from '../../index';

/*
 * NaN, infinities, zeros of both signs and the ends of floats through what moves, chooses, adds and scans: forward, and in
 * the gradient both of x and of dy, WASM gives what cpu gives. A GPU need know none but finite numbers.
 */

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const onGpu = backendName === 'webgpu';
const SPECIAL = onGpu
  ? [0, 1e-30, 1e30, -1e30]
  : [nan, inf, -inf, 0, -0, 1e-40, -1.2e-38, 3.4028234663852886e38, -1e30];
const PLAIN = [0.84, 0.43, 0.14, -0.18, 0.99, -0.07, -0.98];

/** [rows, 7]: a special number among plain ones, two of NaN, infinity and 0, and rows of one number. */
function lines(): number[][] {
  const line = (changes: Record<number, number>) => PLAIN.map((x, i) => changes[i] ?? x);
  const meet = SPECIAL.slice(0, onGpu ? 1 : 4);
  return [
    ...SPECIAL.flatMap((x) => [0, 2, 6].map((at) => line({ [at]: x }))),
    ...meet.flatMap((x) => meet.flatMap((y) => [line({ 0: x, 6: y }), line({ 2: x, 3: y })])),
    ...meet.map((x) => PLAIN.map(() => x)),
  ];
}

const LINES = lines();
const across = () => tf.tensor2d(LINES);
const down = () => tf.transpose(across());
const ids = (values: number[], shape = [values.length]) => tf.tensor(values, shape, 'int32');
const places = (n: number) =>
  ids(
    Array.from({ length: LINES.length * n }, (_, i) => (i * 5) % 7),
    [LINES.length, n],
  );
/** Every line to one of five sums, in no order. */
const groups = () => ids(LINES.map((_, i) => (i * 3) % 5));
const segments = () => ids(PLAIN.map((_, i) => [2, 0, 2, 1, 4, 4, 0][i] as number));

type Case = [make: () => tf.Tensor[], run: (...xs: tf.Tensor[]) => tf.Tensor];
const of = (run: (x: tf.Tensor) => tf.Tensor): Case => [() => [across()], run];
const ofColumns = (run: (x: tf.Tensor) => tf.Tensor): Case => [() => [down()], run];

const CASES: Record<string, Case> = {
  gather: of((x) => core.gather(x, ids([6, 2, 2, 0]), 1)),
  'gather, first axis': ofColumns((x) => core.gather(x, ids([6, 2, 2, 0]))),
  gatherNd: ofColumns((x) => core.gatherNd(x, ids([2, 0, 6, 5, 2, 0], [3, 2]))),
  'where, both': [
    () => [across(), tf.reverse(across(), 0)],
    (x, y) => core.where(tf.tensor1d([1, 0, 1, 0, 0, 1, 0], 'bool'), x, y),
  ],
  'where, broadcast': of((x) =>
    core.where(tf.tensor1d([1, 0, 1, 0, 0, 1, 0], 'bool'), x, tf.scalar(1)),
  ),
  concat: [() => [across(), across()], (x, y) => core.concat([x, y], 1)],
  stack: [() => [across(), across()], (x, y) => core.stack([x, y], 1)],
  slice: of((x) => core.slice(x, [1, 1], [-1, 4])),
  split: of((x) => core.split(x, [3, 4], 1)[1] as tf.Tensor),
  stridedSlice: of((x) => core.stridedSlice(x, [0, 6], [LINES.length, 0], [2, -2])),
  transpose: of((x) => core.transpose(x)),
  flatten: of((x) => core.flatten(x)),
  'pad, with a value': of((x) =>
    core.pad(
      x,
      [
        [0, 0],
        [2, 1],
      ],
      { value: 7 },
    ),
  ),
  tril: of((x) => core.tril(x)),
  triu: of((x) => core.triu(x, 1)),
  embedding: [() => [down()], (x) => core.embedding(x, ids([6, 2, 2, 0, 1], [5, 1]))],
  'embedding with padding': [
    () => [down()],
    (x) => core.embedding(x, ids([6, 2, 2, 0]), { paddingIndex: 2 }),
  ],
  takeAlongAxis: of((x) => core.takeAlongAxis(x, places(4))),
  scatterAdd: [
    () => [across(), tf.reverse(tf.slice(across(), [0, 0], [-1, 5]), 1)],
    (x, source) => core.scatterAdd(x, places(5), source),
  ],
  segmentSum: of((x) => core.segmentSum(x, groups(), 5)),
  'segmentSum, few rows': ofColumns((x) => core.segmentSum(x, segments(), 5)),
  'topK, all': of((x) => core.topK(x, 7).values),
  'topK, the smallest': of((x) => core.topK(x, 3, { largest: false }).values),
  'topK, first axis': ofColumns((x) => core.topK(x, 2, { axis: 0 }).values),
  glu: ofColumns((x) => core.glu(core.slice(x, [1, 0]), { axis: 0 })),
};
for (const mode of ['reflect', 'symmetric', 'edge', 'circular'] as const) {
  CASES[`pad, ${mode}`] = of((x) =>
    core.pad(
      x,
      [
        [0, 0],
        [3, 2],
      ],
      { mode },
    ),
  );
}
for (const exclusive of [false, true]) {
  for (const reverse of [false, true]) {
    const options = { exclusive, reverse };
    const title = `${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`;
    CASES[`cumsum${title}`] = of((x) => core.cumsum(x, options));
    CASES[`cumsum, first axis${title}`] = ofColumns((x) => core.cumsum(x, { ...options, axis: 0 }));
    CASES[`cumprod${title}`] = of((x) => core.cumprod(x, options));
    CASES[`cumprod, first axis${title}`] = ofColumns((x) =>
      core.cumprod(x, { ...options, axis: 0 }),
    );
  }
}

const DYS = [2, -1.5, 0.25];

/** The values, and the gradients for a `dy` of unlike numbers, and for one with special numbers among them. */
async function valuesOf([make, run]: Case): Promise<Float32Array[]> {
  const made = tf.tidy(() => {
    const xs = make();
    const y = run(...xs);
    const dy = (special: boolean) => {
      const values = Array.from({ length: y.size }, (_, i) =>
        special && i % 11 === 5 ? SPECIAL[i % SPECIAL.length] : DYS[i % 3],
      );
      return tf.tensor(values as number[], y.shape, 'float32');
    };
    return [y, ...tf.grads(run)(xs, dy(false)), ...tf.grads(run)(xs, dy(true))];
  });
  const values = await Promise.all(made.map((x) => x.data<'float32'>()));
  tf.dispose(made);
  return values;
}

test.each(Object.entries(CASES))('%s is the same here and on cpu', async (_, own) => {
  await setup({ backend: 'cpu' });
  const wanted = await valuesOf(own).finally(() => setup({ backend: backendName }));
  const found = await valuesOf(own);
  found.forEach((values, i) => {
    expect(values, `result ${i}`).toBeClose(wanted[i] as Float32Array);
  });
});

describe.skipIf(onGpu)('as PyTorch has it', () => {
  // x.topk(k), x.topk(k, largest=False); of equal ones the first, which PyTorch leaves open
  test.each([5, 100])('topK: NaN is the largest, among %i numbers', (n) => {
    const values = Array.from({ length: n }, (_, i) => i / n);
    values[1] = nan;
    values[3] = inf;
    values[2] = -inf;
    values[4] = nan;
    const x = tf.tensor1d(values);
    const first = core.topK(x, 3);
    expect(first.indices).toBeClose([1, 4, 3]);
    expect(first.values).toBeClose([nan, nan, inf]);
    const most = core.topK(x, n);
    expect(tf.slice(most.indices, [0], [3])).toBeClose([1, 4, 3]);
    expect(tf.slice(most.indices, [n - 1], [1])).toBeClose([2]);
    const least = core.topK(x, n, { largest: false });
    expect(tf.slice(least.indices, [0], [2])).toBeClose([2, 0]);
    expect(tf.slice(least.indices, [n - 3], [3])).toBeClose([3, 1, 4]);
  });

  test('topK: zeros of both signs are equal', () => {
    const x = tf.tensor1d([-0, 0, -1, 0]);
    expect(core.topK(x, 3).indices).toBeClose([0, 1, 3]);
  });

  test('tril and triu: what is cut off is 0, and passes nothing on, whatever it was', () => {
    const x = tf.tensor2d([
      [1, nan],
      [inf, 2],
    ]);
    expect(core.tril(x)).toBeClose([
      [1, 0],
      [inf, 2],
    ]);
    expect(core.triu(x)).toBeClose([
      [1, nan],
      [0, 2],
    ]);
    const [dx] = tf.grads((z) => core.tril(z))([x], tf.fill([2, 2], nan));
    expect(dx).toBeClose([
      [nan, 0],
      [nan, nan],
    ]);
  });

  // x.cumprod(-1) with x.grad by autograd
  test('cumprod: what follows has no part in the gradient of the last entry', () => {
    const x = tf.tensor1d([2, 3, inf]);
    const dy = tf.tensor1d([1, 1, 0.5]);
    const by = (options: core.ScanOptions) => tf.grads((z) => core.cumprod(z, options))([x], dy)[0];
    expect(by({})).toBeClose([inf, inf, 3]);
    // y = [1, 2, 6]: the last x is in none
    expect(by({ exclusive: true })).toBeClose([2.5, 1, 0]);
    // While a gradient of the gradient is taken, it is made of ops.
    let taped: tf.Tensor | undefined;
    tf.grad((z) => {
      taped = tf.keep(tf.grads((own) => core.cumprod(own))([z], dy)[0] as tf.Tensor);
      return tf.sum(taped);
    })(x);
    expect(taped).toBeClose([inf, inf, 3]);
    taped?.dispose();
  });
});
