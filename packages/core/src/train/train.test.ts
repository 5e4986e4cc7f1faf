import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { mse } from '../ops/loss/mse';
import { clipByGlobalNorm } from '../optim/clip';
import { linearDecay } from '../optim/schedule';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import type { Gradients } from '../tape/value-and-grads';
import type { StepContext } from './step-context';
import { type TrainOptions, train } from './train';

const onGpu = backendName === 'webgpu';
const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

/** Fits x to 0: loss = mean x². */
function fit(more: Partial<TrainOptions<unknown>> = {}) {
  const x = variable([3], 1);
  const options: TrainOptions<unknown> = {
    parameters: [x],
    optimizer: sgd({ learningRate: 0.3 }),
    loss: () => mse(x, tf.zeros([3])),
    batches: () => undefined,
    steps: 5,
    ...more,
  };
  return { x, options };
}

async function losses(options: TrainOptions<unknown>): Promise<number[]> {
  const seen: number[] = [];
  for await (const { loss } of train(options)) seen.push(await loss());
  return seen;
}

async function drain<B>(options: TrainOptions<B>): Promise<void> {
  for await (const _ of train(options));
}

describe('reports', () => {
  test('say the steps done, the loss before the update and the rate', async () => {
    const { x, options } = fit({
      optimizer: sgd({ learningRate: linearDecay(0.3, { steps: 3 }) }),
    });
    const reports: [number, number, number][] = [];
    for await (const { step, loss, learningRate } of train(options)) {
      reports.push([step, await loss(), learningRate]);
    }
    const x0 = seededTensor([3], 1);
    const first = tf.mean(tf.square(x0));
    // x ← x (1 − 2 rate / 3)
    const factors = [1, 0.8, 0.8 * (1 - 0.4 / 3), 0.8 * (1 - 0.4 / 3) * (1 - 0.2 / 3)];
    expect(reports.map(([step]) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(reports.map(([, , rate]) => rate)).toBeClose([0.3, 0.2, 0.1, 0, 0]);
    for (const [i, [, loss]] of reports.entries()) {
      expect(tf.scalar(loss)).toBeClose(tf.mul(first, (factors[Math.min(i, 3)] as number) ** 2));
    }
    expect(x).toBeClose(tf.mul(x0, factors[3] as number));
  });

  test('may be asked for a loss twice, and while the next step runs', async () => {
    const { options } = fit();
    const wanted = await losses(fit().options);
    const pending: Promise<number>[] = [];
    for await (const { loss } of train(options)) pending.push(loss(), loss());
    expect(await Promise.all(pending)).toEqual(wanted.flatMap((value) => [value, value]));
  });

  test.runIf(onGpu)('on a GPU a loss that was not asked for is gone with its step', async () => {
    const { options } = fit();
    const asked: (() => Promise<number>)[] = [];
    for await (const { loss } of train(options)) asked.push(loss);
    await expect((asked[1] as () => Promise<number>)()).rejects.toThrow(
      'train: step 1: loss(): expected a call before the next step, got a later one',
    );
  });

  test('start at `start` and stop before `steps`', async () => {
    const seen: number[] = [];
    const { options } = fit({
      start: 2,
      loss: (_, { step }) => {
        seen.push(step);
        return mse((options.parameters as tf.Variable[])[0] as tf.Tensor, tf.zeros([3]));
      },
    });
    const done: number[] = [];
    for await (const { step } of train(options)) done.push(step);
    expect([seen, done]).toEqual([
      [2, 3, 4],
      [3, 4, 5],
    ]);
    await drain({ ...options, start: 5 });
    await drain({ ...options, start: 0, steps: 0 });
    expect(seen.length).toBe(3);
  });
});

describe('a step', () => {
  test('draws the same numbers whenever it is run', async () => {
    const draw = async (more: Partial<TrainOptions<unknown>>) => {
      const drawn: [number, number][] = [];
      const { x, options } = fit({
        ...more,
        batches: ({ rng }: StepContext) => rng.next(),
        loss: (batch, { step, rng }) => {
          drawn.push([step, batch as number]);
          expect(rng.next()).not.toBe(batch); // one stream, drawn on
          return mse(x, tf.zeros([3]));
        },
      });
      await drain(options);
      return drawn;
    };
    const whole = await draw({});
    expect(await draw({ start: 3 })).toEqual(whole.slice(3));
    expect(await draw({ rng: random(0) })).toEqual(whole);
    expect(await draw({ rng: random(7) })).not.toEqual(whole);
    expect(new Set(whole.map(([, number]) => number)).size).toBe(5);
    const rng = random(7);
    rng.next();
    expect(await draw({ rng })).toEqual(await draw({ rng: random(7) }));
  });

  test('the hook may take gradients out and put others in, and nothing stays behind', async () => {
    const x = variable([3], 1);
    const frozen = variable([3], 2);
    const before = await frozen.data();
    const steps = (onGradients: (gradients: Gradients) => void) =>
      losses({
        parameters: [x, frozen],
        optimizer: sgd({ learningRate: 0.1 }),
        loss: () => mse(x, frozen),
        batches: () => undefined,
        steps: 3,
        onGradients,
      });
    await expectNoLeaks(() => steps((gradients) => gradients.delete(frozen)));
    expect(await frozen.data()).toEqual(before);
    await expectNoLeaks(() =>
      steps((gradients) => gradients.set(x, tf.mul(gradients.get(x) as tf.Tensor, 0.5))),
    );
  });

  test('shows its gradients, at once or later, and takes what is left of them', async () => {
    const clipped = fit({ onGradients: (gradients) => clipByGlobalNorm(gradients, 0.01) });
    await drain({ ...clipped.options, steps: 1 });
    const moved = tf.sub(clipped.x, seededTensor([3], 1));
    expect(tf.norm(moved)).toBeClose(0.3 * 0.01);

    const waited = fit({
      onGradients: async (gradients: Gradients, { step }: StepContext) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        for (const [x, g] of gradients) {
          gradients.set(x, tf.mul(g as tf.Tensor, step));
          g.dispose();
        }
      },
    });
    await expectNoLeaks(() => drain({ ...waited.options, steps: 1 }));
    expect(waited.x).toBeClose(seededTensor([3], 1));

    const emptied = fit({ onGradients: (gradients: Gradients) => gradients.clear() });
    await drain({ ...emptied.options, steps: 1 }).catch(() => undefined);
    expect(emptied.x).toBeClose(seededTensor([3], 1));
  });

  test('changes only the parameters that it was given', async () => {
    const [x, y] = [variable([3], 1), variable([3], 2)];
    const { options } = fit({ loss: () => tf.sum(tf.mul(x, y)) });
    await drain({ ...options, parameters: [y], steps: 1 });
    expect(x).toBeClose(seededTensor([3], 1));
    expect(y).toBeClose(tf.sub(seededTensor([3], 2), tf.mul(0.3, x)));
  });
});

describe('a model', () => {
  test('stands for its trainable parameters', async () => {
    const model = { w: variable([3], 1), frozen: tf.variable(seededTensor([3], 2), false) };
    const { options } = fit({ loss: () => tf.sum(tf.mul(model.w, model.frozen)) });
    const { parameters: _, ...rest } = options;
    await drain({ ...rest, model, steps: 1 });
    expect(model.w).toBeClose(tf.sub(seededTensor([3], 1), tf.mul(0.3, model.frozen)));
    expect(model.frozen).toBeClose(seededTensor([3], 2));
  });
});

describe('an end', () => {
  test('by AbortSignal is quiet, after the step that runs', async () => {
    const controller = new AbortController();
    const { options } = fit({ steps: 100, signal: controller.signal });
    const done: number[] = [];
    for await (const { step } of train(options)) {
      done.push(step);
      if (step === 3) controller.abort();
    }
    expect(done).toEqual([1, 2, 3]);
    await drain(options);
  });

  test('by a timer: the event loop gets its turns', async () => {
    const controller = new AbortController();
    const { options } = fit({ steps: 1e9, signal: controller.signal });
    let ticks = 0;
    const timer = setInterval(() => {
      ticks++;
      if (ticks === 5) controller.abort();
    }, 5);
    await drain(options);
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(5);
  });

  test('by the consumer leaves nothing, whether it leaves or throws', async () => {
    const { options } = fit();
    await expectNoLeaks(async () => {
      for await (const { step } of train(options)) if (step === 2) break;
    });
    await expectRefusal(async () => {
      for await (const { step, loss } of train(options)) {
        await loss();
        if (step === 2) throw new Error('of the consumer');
      }
    }, 'of the consumer');
    await expectNoLeaks(() => drain(options));
  });
});
