import { backendName, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { mse } from '../ops/loss/mse';
import { adam } from '../optim/adam';
import { sgd } from '../optim/sgd';
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

async function drain<B>(options: TrainOptions<B>): Promise<void> {
  for await (const _ of train(options));
}

describe('train refuses', () => {
  test('a loss that is not finite: it names the step, and the parameters are as before', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { x, options } = fit({
        optimizer: adam(),
        steps: 60,
        loss: (_, { step }) => tf.mul(mse(x, tf.zeros([3])), step === 3 ? bad : 1),
      });
      const { optimizer } = options;
      await drain({ ...options, steps: 1 }); // makes the statistics
      await drain({ ...options, start: 1, steps: 3 });
      const before = tf.mul(x, 1);
      const message = onGpu
        ? /^train: step \d+: loss: expected a finite number, got/
        : `train: step 3: loss: expected a finite number, got ${bad}`;
      await expectRefusal(() => drain({ ...options, start: 3 }), message);
      if (onGpu) continue; // the loss is not waited for
      expect(x).toBeClose(before, { absolute: 0, relative: 0 });
      expect(optimizer.steps).toBe(3);
    }
  });

  test('a loss that does not hang on the parameters, or is none', async () => {
    const { x, options } = fit();
    await expectRefusal(
      () => drain({ ...options, loss: () => tf.scalar(1) }),
      'train: loss: expected it to depend on one of the parameters, got none',
    );
    await expectRefusal(
      () => drain({ ...options, loss: () => tf.square(x) }),
      'valueAndGrads: f(): expected a float32 scalar, got a float32 tensor [3]',
    );
    await expectRefusal(
      () => drain({ ...options, loss: (async () => tf.sum(x)) as never }),
      'valueAndGrads: f(): expected a float32 scalar, got a Promise',
    );
    await expectRefusal(
      () => drain({ ...options, batches: async () => 1 }),
      'train: batches: expected a batch, or an async iterable of them, got a Promise',
    );
  });

  test('errors of the loss, the batches, the hook and the schedule, and leaves nothing', async () => {
    const { options } = fit();
    const fail = () => {
      tf.zeros([3]);
      throw new Error('of the caller');
    };
    const inLoss = { ...options, loss: () => fail() };
    await expectRefusal(() => drain(inLoss), 'of the caller');
    await expectRefusal(() => drain({ ...options, batches: () => fail() }), 'of the caller');
    const hook = () => {
      throw new Error('of the hook');
    };
    await expectRefusal(() => drain({ ...options, onGradients: hook }), 'of the hook');
    await expectRefusal(
      () => drain({ ...options, onGradients: async () => hook() }),
      'of the hook',
    );
    await expectRefusal(
      () => drain({ ...options, optimizer: sgd({ learningRate: hook }) }),
      'of the hook',
    );
    await drain(options);
  });

  test('options that do not fit', async () => {
    const { x, options } = fit();
    const dead = variable([3], 1);
    dead.dispose();
    const refused: [Partial<TrainOptions<unknown>> | Record<string, unknown>, string][] = [
      [{ parameters: [] }, 'train: parameters: expected at least one, got none'],
      [{ parameters: undefined }, 'train: expected model or parameters, got neither'],
      [{ model: { x } }, 'train: expected model or parameters, got both'],
      [
        { model: 3, parameters: undefined },
        'parameters: model: expected an object, an array or a function, got 3',
      ],
      [
        { parameters: x },
        'train: parameters: expected an array of Variables, got a float32 tensor [3]',
      ],
      [
        { parameters: [x, dead] },
        'train: parameters.1: expected a live tf.Variable, got a disposed one',
      ],
      [
        { parameters: [tf.keep(tf.ones([3]))] },
        'train: parameters.0: expected a live tf.Variable, got a float32 tensor [3]',
      ],
      [
        { optimizer: undefined },
        'train: optimizer: expected an optimiser: sgd, adam, …, got undefined',
      ],
      [{ loss: 3 }, 'train: loss: expected a function, got 3'],
      [
        { steps: undefined },
        'train: steps: expected a number with a function of batches, got undefined',
      ],
      [{ steps: 1.5 }, 'train: steps: expected an integer of at least 0, got 1.5'],
      [{ start: -1 }, 'train: start: expected an integer of at least 0, got -1'],
      [{ batches: 3 }, 'train: batches: expected a function or an iterable, got 3'],
      [{ batches: undefined }, 'train: batches: expected a function or an iterable, got undefined'],
    ];
    for (const [wrong, message] of refused) {
      await expectRefusal(() => drain({ ...options, ...wrong } as TrainOptions<unknown>), message);
    }
  });
});

test('a hook that puts no gradient there is told by the optimiser, and no Variable is lost', async () => {
  for (const [put, got] of [
    [undefined, 'expected a tensor, got undefined'],
    [3, 'expected a tensor, got 3'],
  ] as const) {
    const { options } = fit({
      onGradients: (gradients) => {
        for (const parameter of gradients.keys()) gradients.set(parameter, put as never);
      },
    });
    await expectRefusal(() => drain(options), `sgd.update: gradient: ${got}`);
  }
});
