import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { convTrial, depthwiseTrial, transposedTrial } from './conv-trials';
import { Draw } from './draw';
import { runPlain, type Sums } from './plain-op';
import { adaptiveTrial, poolTrial } from './pool-trials';
import { cropTrial, resizeTrial } from './resample-trials';
import type { Trial } from './trial';

/*
 * Random geometry of every op of windows and of points, held against loops in double precision: values, the gradient of
 * every input, refusals; what lies around the inputs in memory must not change. `pnpm fuzz:windows` tries many more.
 */

const OPS: Record<string, (draw: Draw) => Trial> = {
  conv1d: (draw) => convTrial(draw, 1),
  conv2d: (draw) => convTrial(draw, 2),
  depthwiseConv2d: depthwiseTrial,
  convTranspose2d: transposedTrial,
  maxPool1d: (draw) => poolTrial(draw, 'max', 1),
  maxPool2d: (draw) => poolTrial(draw, 'max', 2),
  avgPool1d: (draw) => poolTrial(draw, 'avg', 1),
  avgPool2d: (draw) => poolTrial(draw, 'avg', 2),
  adaptiveAvgPool2d: adaptiveTrial,
  resize: resizeTrial,
  cropAndResize: cropTrial,
};

const env = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env;
const TRIALS = Number(env?.DL_SWEEP_TRIALS ?? { wasm: 500, cpu: 60, webgpu: 3 }[backendName]);
const SEED = Number(env?.DL_SWEEP_SEED ?? 1);

/** A canary's value: no op gives it. */
const CANARY = 1234.5;

describe.each(Object.entries(OPS))('%s', (name, trialOf) => {
  test(`${TRIALS} geometries as plain loops have them`, {
    timeout: 60_000 + 2_000 * TRIALS,
  }, async () => {
    expect(TRIALS).toBeGreaterThan(0);
    for (let i = 0; i < TRIALS; i++) {
      const draw = new Draw(1_000_003 * SEED + i);
      const trial = trialOf(draw);
      try {
        await attempt(trial, draw);
      } catch (error) {
        throw new Error(`${name}, trial ${i} of seed ${SEED}: ${trial.words}\n${error}`, {
          cause: error,
        });
      }
    }
  });
});

async function attempt({ inputs, call, plain }: Trial, draw: Draw): Promise<void> {
  const before = tf.memory().numTensors;
  const canaries: tf.Tensor[] = [];
  const canary = () => canaries.push(tf.fill([draw.integer(1, 40)], CANARY));
  canary();
  const tensors = inputs.map(({ shape, values }) => {
    const x = tf.tensor(values.slice(), [...shape]);
    canary();
    return x;
  });
  if (plain === undefined) {
    expect(() => call(...tensors)).toThrow(RangeError);
  } else {
    const wanted = runPlain(
      plain,
      inputs.map(({ values }) => values),
      (size) => draw.values(size),
    );
    const dy = tf.tensor(Float32Array.from(wanted.dy), [...plain.shape]);
    const { value, grads } = tf.valueAndGrads((...xs: tf.Tensor[]) => call(...xs))(tensors, dy);
    expect(value.shape, 'shape').toEqual(plain.shape);
    await expectNear('result', value, wanted.y);
    for (const [k, gradient] of grads.entries()) {
      expect(gradient.shape, `shape of gradient ${k}`).toEqual(inputs[k]?.shape);
      await expectNear(`gradient of input ${k}`, gradient, wanted.gradients[k] as Sums);
    }
    tf.dispose([dy, value, grads]);
  }
  for (const own of canaries) {
    if (!(await own.data()).every((entry) => entry === CANARY)) throw new Error('a canary changed');
  }
  for (const [k, x] of tensors.entries()) {
    expect(await x.data(), `input ${k} after`).toEqual(inputs[k]?.values);
  }
  tf.dispose([canaries, tensors]);
  expect(tf.memory().numTensors, 'tensors left').toBe(before);
}

/** Sums in float32, whatever their order: an error is measured by the magnitudes that were added. */
async function expectNear(what: string, x: tf.Tensor, { values, magnitudes }: Sums): Promise<void> {
  const got = await x.data();
  for (const [i, wanted] of values.entries()) {
    const off = Math.abs((got[i] as number) - wanted);
    if (off <= 1e-6 + 1e-5 * (magnitudes[i] as number)) continue;
    throw new Error(`${what}: expected ${wanted} at ${i} of [${x.shape}], got ${got[i]}`);
  }
}
