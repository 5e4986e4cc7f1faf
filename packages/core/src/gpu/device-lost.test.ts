import { backendName, memoryStore } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { Linear } from '../nn/linear';
import { mse } from '../ops/loss/mse';
import { adam } from '../optim/adam';
import { random } from '../random/random';
import { loadCheckpoint, saveCheckpoint } from '../train/checkpoint';
import { train } from '../train/train';
import { isLost } from './device-lost';
import { gpuBackend } from './gpu-backend';

const LOST =
  /^webgpu: expected a GPU that runs, got a device that is lost \(destroyed.*\); what lay on it is gone: await setup\(\) again, .* load a checkpoint/;

interface Device {
  readonly features: ReadonlySet<string>;
  readonly lost: Promise<unknown>;
  destroy(): void;
}

const deviceOf = () => gpuBackend().device as unknown as Device;

/** Loses the device that runs. */
async function lose(): Promise<void> {
  const device = deviceOf();
  device.destroy();
  await device.lost;
}

function regression() {
  return { model: new Linear(3, 2, { rng: random(1) }), optimizer: adam({ learningRate: 0.1 }) };
}

/** Losses from one step to another; `onStep` sees each before its loss is made. */
async function run(
  { model, optimizer }: ReturnType<typeof regression>,
  start: number,
  steps: number,
  onStep: (step: number) => void = () => undefined,
): Promise<number[]> {
  const losses: number[] = [];
  let step = start;
  const reports = train({
    model,
    optimizer,
    start,
    steps,
    rng: random(9),
    batches: ({ rng }) => ({ x: rng.fold('x').normal([7, 3]), y: rng.fold('y').normal([7, 2]) }),
    loss: ({ x, y }) => {
      onStep(step++);
      return mse(model.forward(x), y);
    },
  });
  for await (const report of reports) losses.push(await report.loss());
  return losses;
}

describe.runIf(backendName === 'webgpu')('a device that is lost', () => {
  afterEach(() => setup({ backend: 'webgpu' }));

  test('is an error of every op that says what to do, of programs and of tfjs, and of reading', async () => {
    const backend = gpuBackend();
    const x = tf.add(tf.ones([5000]), 1);
    const read = tf.add(x, 1);
    await read.data();
    await lose();
    expect(isLost(backend)).toBe(true);
    const before = tf.memory().numTensors;
    expect(() => new Linear(5000, 2, { rng: random(1) }).forward(x)).toThrow(LOST);
    expect(() => tf.tidy(() => tf.add(x, x))).toThrow(LOST);
    await expect(x.data()).rejects.toThrow(LOST);
    // What was read before is on the host.
    expect((await read.data())[0]).toBe(3);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 2);
  });

  test('is an error of what is being read', async () => {
    const x = tf.add(tf.ones([5000]), 1);
    const reading = x.data();
    const failed = expect(reading).rejects.toThrow(LOST);
    deviceOf().destroy();
    await failed;
  });

  test('ends training, which goes on from a checkpoint on another one', async () => {
    const wanted = await run(regression(), 0, 6);
    const own = regression();
    const store = memoryStore();
    const first = await run(own, 0, 3);
    await saveCheckpoint(store, { ...own, step: 3 });
    const backend = gpuBackend();
    const losing = run(own, 3, 50, (step) => step === 5 && deviceOf().destroy());
    await expect(losing).rejects.toThrow(LOST);
    expect((await setup({ backend: 'webgpu' })).backend).toBe('webgpu');
    expect(gpuBackend()).not.toBe(backend);
    // The same objects, with what the checkpoint has.
    const { step } = await loadCheckpoint(store, own);
    const rest = await run(own, step, 6);
    expect([...first, ...rest]).toEqual(wanted);
  });
});

describe.runIf(backendName === 'webgpu')('the device', () => {
  test('has what the adapter has of what programs may use', async () => {
    const { gpu } = navigator as unknown as {
      gpu: {
        requestAdapter(): Promise<{
          features: ReadonlySet<string>;
          limits: { maxStorageBuffersPerShaderStage: number };
        }>;
      };
    };
    const { features, limits } = await gpu.requestAdapter();
    for (const name of ['shader-f16', 'subgroups', 'timestamp-query']) {
      expect(deviceOf().features.has(name), name).toBe(features.has(name));
    }
    expect(gpuBackend().device.limits.maxStorageBuffersPerShaderStage).toBe(
      limits.maxStorageBuffersPerShaderStage,
    );
  });
});
