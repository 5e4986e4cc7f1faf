import { cuttingAll } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { type Runtime, setup } from '../backend/setup';
import { adam, Linear, mse, parameters, random, train } from '../index';
import { shared } from '../wasm/registry';

const { mayRun, useAll } = cuttingAll();

const [STEPS, OTHERS] = [12, [2, 1, 5, 3, 4]];

/** The losses and the last weights of a small training; `meanwhile` is called in each step and after it. */
async function trained(meanwhile: () => void): Promise<number[]> {
  const rng = random(1);
  const model = { wide: new Linear(33, 70, { rng }), narrow: new Linear(70, 17, { rng }) };
  const [x, y] = [rng.normal([40, 33]), rng.normal([40, 17])];
  const loss = () => {
    const hidden = tf.tanh(model.wide.forward(x));
    meanwhile();
    return mse(model.narrow.forward(hidden), y);
  };
  const numbers: number[] = [];
  const options = { model, optimizer: adam(), loss, batches: () => 0, steps: STEPS };
  for await (const report of train(options)) {
    meanwhile();
    numbers.push(await report.loss());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  for (const each of parameters(model)) numbers.push(...each.dataSync());
  return numbers;
}

afterEach(() => setup({ backend: 'wasm', threads: 1 }));

describe.skipIf(!mayRun)('setup with other threads in the middle of a step', () => {
  test('is not waited for, and changes no bit', async () => {
    await useAll(1);
    const wanted = await trained(() => {});
    await useAll(3);
    const setups: Promise<Runtime>[] = [];
    const counts: number[] = [];
    const got = await trained(() => {
      const threads = OTHERS[setups.length % OTHERS.length] as number;
      setups.push(setup({ backend: 'wasm', threads }));
      counts.push(shared.pool?.threads ?? 1);
    });
    expect(got).toEqual(wanted);
    expect(setups).toHaveLength(2 * STEPS);
    expect(new Set(counts).size).toBeGreaterThan(2);
    const last = OTHERS[(setups.length - 1) % OTHERS.length];
    expect((await Promise.all(setups)).map(({ threads }) => threads)).toEqual(
      setups.map(() => last),
    );
  });

  test('one that is refused leaves the threads that run', async () => {
    await useAll(2);
    const refusals: Promise<unknown>[] = [];
    await trained(() => {
      refusals.push(expect(setup({ threads: 0 })).rejects.toThrow(RangeError));
    });
    await Promise.all(refusals);
    expect(shared.pool?.threads).toBe(2);
  });
});
