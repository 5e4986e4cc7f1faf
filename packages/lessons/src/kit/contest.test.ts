import { adam, Linear, mse, parameters, random, sgd, stateDict } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { contestRun } from './contest';
import type { Frame } from './lesson';

const draw = ({ rng }: { rng: ReturnType<typeof random> }) => {
  const xs = rng.normal([4, 2]);
  return { xs, ys: tf.sum(xs, 1, true) };
};

function make(rates: Record<string, number>, clip = 0) {
  const models = Object.fromEntries(
    Object.keys(rates).map((name) => [name, new Linear(2, 1, { rng: random(name.length) })]),
  );
  return contestRun({
    ...{ models, rng: random(7), steps: 12, batches: draw, clip: () => clip },
    optimizer: (name) => sgd({ learningRate: rates[name] as number }),
    loss: (model, { xs, ys }) => mse(model.forward(xs), ys),
  });
}

const all = async (frames: AsyncGenerator<Frame, void, void>) => {
  const losses: Readonly<Record<string, number>>[] = [];
  for await (const frame of frames) losses.push((await frame.losses?.()) ?? {});
  return losses;
};

describe('contestRun', () => {
  test('trains each as if it were alone', async () => {
    const together = make({ slow: 0.01, faster: 0.1 }, 0.5);
    const alone = make({ faster: 0.1 }, 0.5);
    const [both, one] = [await all(together.run()), await all(alone.run())];
    expect(both).toHaveLength(12);
    expect(both.map(({ faster }) => faster)).toEqual(one.map(({ faster }) => faster));
    together.dispose();
    alone.dispose();
  });

  test('goes on without one that diverges, and says who it was', async () => {
    const before = tf.memory().numTensors;
    const contest = make({ wild: 1e30, calm: 0.1 });
    const losses = await all(contest.run());
    expect(losses).toHaveLength(12);
    expect(losses.at(-1)?.wild).toBeNaN();
    expect(losses.at(-1)?.calm).toBeLessThan(losses[0]?.calm as number);
    expect([...contest.diverged]).toEqual(['wild']);
    contest.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('ends with the error where all diverge', async () => {
    const contest = make({ wild: 1e30, wilder: 1e35 });
    await expect(all(contest.run())).rejects.toThrow('expected a finite number');
    contest.dispose();
  });

  test('goes on from its state, bit for bit', async () => {
    const whole = make({ a: 0.05, bb: 0.1 });
    const losses = await all(whole.run());
    const parts = make({ a: 0.05, bb: 0.1 });
    const first = await all(parts.run({ steps: 5 }));
    expect([...first, ...(await all(parts.run({ start: 5 })))]).toEqual(losses);
    expect(Object.keys(stateDict(parts.state.model))).toContain('bb.weight');
    expect(parts.state.optimizer.steps).toBe(12);
    whole.dispose();
    parts.dispose();
  });

  test('ends all of them after the same step when it is stopped', async () => {
    const stop = new AbortController();
    const model = {
      a: new Linear(2, 1, { rng: random(1) }),
      b: new Linear(2, 1, { rng: random(2) }),
    };
    const optimizers = { a: adam(), b: adam() };
    const contest = contestRun({
      ...{ models: model, rng: random(7), steps: 9, batches: draw },
      optimizer: (name) => optimizers[name as 'a' | 'b'],
      loss: (one, { xs, ys }, { step }) => {
        if (one === model.b && step === 3) stop.abort();
        return mse(one.forward(xs), ys);
      },
    });
    expect(await all(contest.run({ signal: stop.signal }))).toHaveLength(4);
    expect([optimizers.a.steps, optimizers.b.steps]).toEqual([4, 4]);
    expect(parameters(contest.state.model)).toHaveLength(4);
    contest.dispose();
  });
});
