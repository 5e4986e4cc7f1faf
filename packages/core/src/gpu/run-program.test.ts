import { backendName, expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gpuBackend } from './gpu-backend';
import { ownOnGpu } from './own-on-gpu';
import { perElement } from './per-element';
import { ROW_SUMS } from './row-sums';
import { foldedGroups, type Made, runProgram } from './run-program';
import { uniformBuffer } from './uniforms';

const both = (x: tf.Tensor, by: number, plus: number) =>
  runProgram({
    key: 'test/both',
    reads: { x },
    makes: { times: { shape: x.shape }, whole: { shape: [x.size], dtype: 'int32' } },
    ints: { size: x.size, plus },
    floats: { by },
    groups: 1,
    code: () => perElement('times[i] = x[i] * floats.by; whole[i] = i + ints.plus;'),
  });

const doubled = (x: tf.Variable) => {
  ownOnGpu(x);
  runProgram<never>({
    key: 'test/double',
    reads: {},
    changes: { x },
    makes: {} as Record<never, Made>,
    ints: { size: x.size },
    groups: 1,
    code: () => perElement('x[i] = 2.0 * x[i];'),
  });
};

test('groups past the limit of an axis make a rectangle', () => {
  expect(foldedGroups(1, 65_535)).toEqual([1, 1]);
  expect(foldedGroups(65_535, 65_535)).toEqual([65_535, 1]);
  expect(foldedGroups(65_536, 65_535)).toEqual([32_768, 2]);
  expect(() => foldedGroups(101, 10)).toThrow('expected at most 100 groups, got 101');
});

describe.skipIf(backendName !== 'webgpu')('runProgram', () => {
  test('makes several tensors, of numbers that change from call to call', () => {
    const x = seededTensor([3, 5, 7], 1);
    for (const [by, plus] of [
      [2, 3],
      [-0.5, -7],
      [2, 3],
    ] as const) {
      const { times, whole } = both(x, by, plus);
      expect(times).toBeClose(tf.mul(x, by));
      expect(whole).toBeClose(tf.range(plus, plus + x.size, 1, 'int32'));
    }
  });

  test('changes a Variable in place, and not what shares its data', async () => {
    const x = tf.variable(tf.tensor([1, -2, 3]));
    const copy = tf.clone(x);
    const { dataId } = x;
    doubled(x);
    expect(x).toBeClose([2, -4, 6]);
    expect(copy).toBeClose([1, -2, 3]);
    expect(x.dataId).not.toBe(dataId);
    const own = x.dataId;
    doubled(x);
    expect(x.dataId).toBe(own);
    expect(x).toBeClose([4, -8, 12]);
  });

  test('what is read while a change follows is neither wrong nor kept', async () => {
    const x = tf.tidy(() => tf.variable(tf.add(tf.tensor([1, 2]), tf.tensor([0, 0]))));
    doubled(x);
    const before = x.data();
    doubled(x);
    expect([...(await before)]).toEqual([2, 4]);
    expect([...(await x.data())]).toEqual([4, 8]);
    doubled(x);
    expect([...(await x.data())]).toEqual([8, 16]);
  });

  test('reads vectors of four', () => {
    const x = seededTensor([2, 8], 1);
    const { sums } = runProgram({
      key: 'test/vectors',
      reads: { x },
      makes: { sums: { shape: [4] } },
      vectors: ['x'],
      groups: 1,
      code: () => `fn main(group : i32, thread : i32) {
  if (thread < 4) { sums[thread] = dot(x[thread], vec4<f32>(1.0)); }
}`,
    });
    expect(sums).toBeClose(tf.sum(tf.reshape(x, [4, 4]), 1));
  });

  test('a group sums a row, in a fixed order, and a NaN is the largest', () => {
    const run = (x: tf.Tensor) =>
      runProgram({
        key: 'test/rows',
        reads: { x },
        makes: { y: { shape: [2] } },
        ints: { size: x.size },
        groups: 1,
        code: () => `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  var own = 0.0;
  var most = -1e30;
  for (var i = thread; i < ints.size; i += THREADS) { own += x[i]; most = larger(most, x[i]); }
  let total = sumOf(thread, own);
  let peak = mostOf(thread, most);
  if (group == 0 && thread == 0) { y[0] = total; y[1] = peak; }
}`,
      }).y;
    for (const size of [1, 63, 64, 65, 1000]) {
      const x = seededTensor([size], 3);
      expect(run(x)).toBeClose(tf.stack([tf.sum(x), tf.max(x)]), { absolute: 1e-4 });
    }
    expect(run(tf.tensor([1, Number.NaN, 3]))).toBeClose([Number.NaN, Number.NaN]);
  });

  test('numbers are written once, and there are not more and more buffers of them', () => {
    const backend = gpuBackend();
    const first = uniformBuffer(backend, 'ints', { a: 1, b: 2 });
    expect(uniformBuffer(backend, 'ints', { c: 1, d: 2 })).toBe(first);
    expect(uniformBuffer(backend, 'floats', { a: 1, b: 2 })).not.toBe(first);
    for (let i = 0; i < 2000; i++) uniformBuffer(backend, 'floats', { i });
    expect(uniformBuffer(backend, 'ints', { a: 1, b: 2 })).not.toBe(first);
  });

  test('a tensor that the GPU does not take is refused', () => {
    const large = { shape: [2 ** 30, 2 ** 20] };
    const make = () =>
      runProgram({ key: 'test/large', reads: {}, makes: { large }, groups: 1, code: () => '' });
    expect(make).toThrow(
      /^webgpu: expected a tensor of at most \d+ bytes on this GPU, got \[1073741824,1048576\]$/,
    );
  });

  test('leaves what it makes only', async () => {
    const x = seededTensor([17], 1);
    await expectNoLeaks(() => tf.dispose(both(x, 2, 1)));
  });
});
