import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { batches as loaderOf } from '../data/batches';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import { type TrainOptions, train } from './train';

interface Batch {
  readonly x: tf.Tensor;
  readonly index: number;
}

/** Trains a weight on batches; `seen` are the batches that its loss was given. */
function setUp(batches: TrainOptions<Batch>['batches'], more: Partial<TrainOptions<Batch>> = {}) {
  const w = tf.tidy(() => tf.variable(seededTensor([3], 1)));
  const seen: Batch[] = [];
  const options: TrainOptions<Batch> = {
    parameters: [w],
    optimizer: sgd({ learningRate: 0.1 }),
    loss: (batch) => {
      seen.push(batch);
      return tf.mean(tf.square(tf.sub(w, batch.x)));
    },
    batches,
    ...more,
  };
  return { seen, options };
}

async function drain(options: TrainOptions<Batch>): Promise<void> {
  for await (const _ of train(options));
}

const batch = (index: number): Batch => ({ x: tf.keep(seededTensor([3], index)), index });

function* finite(count: number, closed: string[] = []) {
  try {
    for (let i = 0; i < count; i++) yield batch(i);
  } finally {
    closed.push('closed');
  }
}

async function* finiteAsync(count: number, closed: string[] = []) {
  try {
    for (let i = 0; i < count; i++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      yield batch(i);
    }
  } finally {
    closed.push('closed');
  }
}

describe('batches of a function', () => {
  test('are made in their step, and freed with it', async () => {
    const { seen, options } = setUp(({ step }) => ({ x: seededTensor([3], step), index: step }), {
      steps: 3,
    });
    await expectNoLeaks(() => drain(options));
    expect(seen.slice(0, 3).map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(seen.every(({ x }) => x.isDisposed)).toBe(true);
  });

  test('may be tensors that stay', async () => {
    const x = tf.ones([3]);
    const { options } = setUp(({ step }) => ({ x, index: step }), { steps: 3 });
    await drain(options);
    expect(x.isDisposed).toBe(false);
  });
});

describe.each([
  ['an iterable', finite],
  ['an async iterable', finiteAsync],
])('batches of %s', (_, make) => {
  test('end the run, and are disposed each after its step', async () => {
    const closed: string[] = [];
    const { seen, options } = setUp(make(3, closed));
    const alive: boolean[][] = [];
    for await (const _report of train(options)) alive.push(seen.map(({ x }) => !x.isDisposed));
    expect(alive).toEqual([[true], [false, true], [false, false, true]]);
    expect(seen.every(({ x }) => x.isDisposed)).toBe(true);
    expect(closed).toEqual(['closed']);
  });

  test('are not drawn past `steps`, and closed', async () => {
    const closed: string[] = [];
    const { seen, options } = setUp(make(100, closed), { steps: 2 });
    await drain(options);
    expect(seen.map(({ index }) => index)).toEqual([0, 1]);
    expect(closed).toEqual(['closed']);
  });

  test('are passed over by a run that is resumed', async () => {
    const { seen, options } = setUp(make(5), { start: 3 });
    await drain(options);
    expect(seen.map(({ index }) => index)).toEqual([3, 4]);
    const short = setUp(make(2), { start: 3 });
    await expectNoLeaks(() => drain({ ...short.options, batches: make(2) }));
    expect(short.seen).toEqual([]);
  });

  test('leave nothing when they end, are left, or the step fails', async () => {
    const { options } = setUp(make(0));
    await expectNoLeaks(() => drain({ ...options, batches: make(4) }));
    const closed: string[] = [];
    await expectNoLeaks(async () => {
      const run = train({ ...options, batches: make(4, closed) });
      for await (const { step } of run) if (step === 2) break;
    });
    const fail = () => {
      throw new Error('of the step');
    };
    const failing = () => drain({ ...options, batches: make(4, closed), loss: fail });
    await expectRefusal(failing, 'of the step');
    expect(closed).toEqual(['closed', 'closed', 'closed']);
  });

  test('are waited for when they are turned off', async () => {
    const controller = new AbortController();
    const closed: string[] = [];
    const { options } = setUp(make(100, closed), { signal: controller.signal });
    await expectNoLeaks(async () => {
      for await (const { step } of train({ ...options, batches: make(100, closed) })) {
        if (step === 2) controller.abort();
      }
    });
    expect(closed.length).toBeGreaterThanOrEqual(1);
  });
});

test('an array of batches is an iterable', async () => {
  const { seen, options } = setUp([batch(0), batch(1)]);
  await drain(options);
  expect(seen.length).toBe(2);
});

test('an error of the batches ends the run, and leaves nothing', async () => {
  function* broken() {
    yield batch(0);
    throw new Error('of the source');
  }
  const { options } = setUp(broken());
  await expectRefusal(() => drain({ ...options, batches: broken() }), 'of the source');
  const empty = setUp([]);
  await expectNoLeaks(() => drain(empty.options));
});

test('an error of the loss is not hidden by one of the end of its batches', async () => {
  const batches = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false as const, value: batch(0) }),
      return() {
        throw new Error('of the end');
      },
    }),
  };
  const { options } = setUp([]);
  const loss = () => {
    throw new Error('of the loss');
  };
  await expectRefusal(() => drain({ ...options, batches, loss }), 'of the loss');
});

test('the event loop gets its turns while batches are passed over', async () => {
  const controller = new AbortController();
  const { options } = setUp([], { start: 1e9, signal: controller.signal });
  function* numbers() {
    for (;;) yield { index: 0 } as Batch;
  }
  const timer = setTimeout(() => controller.abort(), 20);
  await drain({ ...options, batches: numbers() });
  clearTimeout(timer);
  expect(controller.signal.aborted).toBe(true);
});

describe.each([1, 2])('batches of a loader, %i a step', (accumulate) => {
  /** The examples of each batch that the loss was given, and what the map saw. */
  async function examplesOf(start: number) {
    const seen: number[][] = [];
    const mapped: number[] = [];
    const map = (index: number) => {
      mapped.push(index);
      return Float32Array.of(index, 0, 1);
    };
    const batches = loaderOf([...Array(7).keys()], { size: 2, shuffle: random(3), epochs: 3, map });
    const w = tf.tidy(() => tf.variable(seededTensor([3], 1)));
    const loss = (x: tf.Tensor) => {
      seen.push(mapped.slice(-x.shape[0] as number));
      return tf.mean(tf.square(tf.sub(w, x)));
    };
    const optimizer = sgd({ learningRate: 0.1 });
    for await (const _ of train({ parameters: [w], optimizer, batches, start, accumulate, loss }));
    w.dispose();
    return { seen, mapped };
  }

  test('are those of an unbroken run when it is resumed, and not made before', async () => {
    const whole = await examplesOf(0);
    expect(whole.seen.length).toBe(12);
    for (const start of [1, 3, 4, 5]) {
      const { seen, mapped } = await examplesOf(start);
      expect(seen).toEqual(whole.seen.slice(start * accumulate));
      expect(mapped).toEqual(seen.flat());
    }
    await expectNoLeaks(() => examplesOf(2));
  });
});
