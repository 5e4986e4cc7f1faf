import { backendName, expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { GPU_THREADS, hasGpu, runGpuProgram } from './gpu-program';

const line = (a: tf.Tensor, b: tf.Tensor, by: number, plus: number) =>
  runGpuProgram({
    key: 'test/line',
    inputs: { a, b },
    outputShape: a.shape,
    uniforms: { by: { type: 'f32', value: by }, plus: { type: 'i32', value: plus } },
    code: `
      fn main(index : i32) {
        if (index >= uniforms.size) { return; }
        setOutputAtIndex(index, a[index] * uniforms.by + b[index] + f32(uniforms.plus));
      }`,
  });

test('there is a GPU on webgpu only', () => {
  expect(hasGpu()).toBe(backendName === 'webgpu');
});

describe.skipIf(backendName !== 'webgpu')('runGpuProgram', () => {
  test('reads its inputs by name, and its numbers anew each time', () => {
    const [a, b] = [seededTensor([3, 7, 11], 1), seededTensor([3, 7, 11], 2)];
    expect(line(a, b, 2, -3)).toBeClose(tf.sub(tf.add(tf.mul(a, 2), b), 3));
    expect(line(a, b, -0.5, 40_000)).toBeClose(tf.add(tf.add(tf.mul(a, -0.5), b), 40_000));
    expect(line(b, a, 1, 0).shape).toEqual([3, 7, 11]);
  });

  test('programs of one key and other names are not mixed up', () => {
    const [x, y] = [seededTensor([5], 1), seededTensor([5], 2)];
    const minus = (inputs: Record<string, tf.Tensor>) =>
      runGpuProgram({
        key: 'test/minus',
        inputs,
        outputShape: [5],
        code: `
          fn main(index : i32) {
            if (index < uniforms.size) { setOutputAtIndex(index, x[index] - 2.0 * y[index]); }
          }`,
      });
    const wanted = tf.sub(x, tf.mul(y, 2));
    expect(minus({ x, y })).toBeClose(wanted);
    expect(minus({ y, x })).toBeClose(wanted);
  });

  test('as many groups as are asked for, each of GPU_THREADS threads', () => {
    const groups = 3;
    const count = runGpuProgram({
      key: 'test/count',
      inputs: {},
      outputShape: [groups],
      groups,
      code: `
        fn main(index : i32) {
          let group = index / ${GPU_THREADS};
          if (index % ${GPU_THREADS} == 0 && group < uniforms.size) { setOutputAtIndex(group, f32(index)); }
        }`,
    });
    expect(count).toBeClose(tf.mul(tf.range(0, groups), GPU_THREADS));
  });

  test('more groups than WebGPU takes along one axis', async () => {
    const groups = 70_001;
    const starts = runGpuProgram({
      key: 'test/starts',
      inputs: {},
      outputShape: [groups],
      dtype: 'int32',
      groups,
      code: `
        fn main(index : i32) {
          let group = index / ${GPU_THREADS};
          if (index % ${GPU_THREADS} == 1 && group < uniforms.size) { setOutputAtIndexI32(group, index); }
        }`,
    });
    const wanted = Int32Array.from({ length: groups }, (_, group) => GPU_THREADS * group + 1);
    expect(await starts.data()).toEqual(wanted);
  });

  test('leaves its output only', async () => {
    const x = seededTensor([17], 1);
    await expectNoLeaks(() => line(x, x, 2, 1).dispose());
  });
});
