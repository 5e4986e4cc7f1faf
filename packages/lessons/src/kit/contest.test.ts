import { adam, Linear, mse, parameters, random, sgd, stateDict } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Contest } from './contest';
import type { Frame } from './lesson';

const draw = ({ rng }: { rng: ReturnType<typeof random> }) => {
  const xs = rng.normal([4, 2]);
  return { xs, ys: tf.sum(xs, 1, true) };
};

function make(rates: Record<string, number>, clip = 0) {
  const contestants = Object.fromEntries(
    Object.entries(rates).map(([name, learningRate]) => {
      const model = new Linear(2, 1, { rng: random(name.length) });
      const loss = ({ xs, ys }: ReturnType<typeof draw>) => mse(model.forward(xs), ys);
      return [name, { model, optimizer: sgd({ learningRate }), loss }];
    }),
  );
  const contest = new Contest({
    ...{ contestants, rng: random(7), steps: 12, batches: draw, clip: () => clip },
  });
  return { contest, contestants };
}

const all = async (frames: AsyncGenerator<Frame, void, void>) => {
  const losses: Readonly<Record<string, number>>[] = [];
  for await (const frame of frames) losses.push((await frame.losses?.()) ?? {});
  return losses;
};

describe('Contest', () => {
  test('trains each as if it were alone', async () => {
    const together = make({ slow: 0.01, faster: 0.1 }, 0.5);
    const alone = make({ faster: 0.1 }, 0.5);
    const [both, one] = [await all(together.contest.run()), await all(alone.contest.run())];
    expect(both).toHaveLength(12);
    expect(both.map(({ faster }) => faster)).toEqual(one.map(({ faster }) => faster));
    together.contest.dispose();
    alone.contest.dispose();
  });

  test('goes on without one that diverges, and says who it was', async () => {
    const before = tf.memory().numTensors;
    const { contest } = make({ wild: 1e30, calm: 0.1 });
    const losses = await all(contest.run());
    expect(losses).toHaveLength(12);
    expect(losses.at(-1)?.wild).toBeNaN();
    expect(losses.at(-1)?.calm).toBeLessThan(losses[0]?.calm as number);
    expect([...contest.diverged]).toEqual(['wild']);
    contest.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('ends with the error where all diverge', async () => {
    const { contest } = make({ wild: 1e30, wilder: 1e35 });
    await expect(all(contest.run())).rejects.toThrow('expected a finite number');
    contest.dispose();
  });

  test('goes on from its state, bit for bit', async () => {
    const whole = make({ a: 0.05, bb: 0.1 });
    const losses = await all(whole.contest.run());
    const parts = make({ a: 0.05, bb: 0.1 });
    const first = await all(parts.contest.run({ steps: 5 }));
    expect([...first, ...(await all(parts.contest.run({ start: 5 })))]).toEqual(losses);
    expect(Object.keys(stateDict(parts.contest.state.model))).toContain('bb.weight');
    expect(parts.contest.state.optimizer.steps).toBe(12);
    whole.contest.dispose();
    parts.contest.dispose();
  });

  test('ends all of them after the same step when it is stopped', async () => {
    const stop = new AbortController();
    const model = {
      a: new Linear(2, 1, { rng: random(1) }),
      b: new Linear(2, 1, { rng: random(2) }),
    };
    const optimizers = { a: adam(), b: adam() };
    const contest = new Contest({
      contestants: {
        a: {
          model: model.a,
          optimizer: optimizers.a,
          loss: ({ xs, ys }) => mse(model.a.forward(xs), ys),
        },
        b: {
          model: model.b,
          optimizer: optimizers.b,
          loss: ({ xs, ys }, { step }) => {
            if (step === 3) stop.abort();
            return mse(model.b.forward(xs), ys);
          },
        },
      },
      ...{ rng: random(7), steps: 9, batches: draw },
    });
    expect(await all(contest.run({ signal: stop.signal }))).toHaveLength(4);
    expect([optimizers.a.steps, optimizers.b.steps]).toEqual([4, 4]);
    expect(parameters(contest.state.model)).toHaveLength(4);
    contest.dispose();
  });
});
