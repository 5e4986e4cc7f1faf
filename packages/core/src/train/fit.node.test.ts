import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { batches } from '../data/batches';
import { Accuracy } from '../metrics/accuracy';
import { dispose } from '../model/dispose';
import { stateDict } from '../model/state-dict';
import { Dropout } from '../nn/dropout';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { mse } from '../ops/loss/mse';
import { softmaxCrossEntropy } from '../ops/loss/softmax-cross-entropy';
import { adam } from '../optim/adam';
import { reduceOnPlateau } from '../optim/reduce-on-plateau';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import type { EpochReport } from './epoch-report';
import { evaluate } from './evaluate';
import { fit } from './fit';
import type { FitOptions } from './fit-options';
import type { FitProgress } from './fit-progress';
import { predict, predictEach } from './predict';
import { train } from './train';

const ROWS = 50;
/** Three classes of points. */
const POINTS = Array.from({ length: ROWS }, (_, i) => [Math.sin(i), Math.cos(3 * i), i % 3]);
const CLASSES = POINTS.map((_, i) => i % 3);
const columns = { x: POINTS, y: CLASSES };

type Batch = { x: tf.Tensor; y: tf.Tensor };
const cost = (output: tf.Tensor, { y }: Batch) => softmaxCrossEntropy(output, y);
const loader = (more = {}) => batches(columns, { size: 8, shuffle: random(3), ...more });

function net() {
  const rng = random(1);
  const own = { rng, activation: 'relu' } as const;
  return sequential(new Linear(3, 8, own), new Dropout(0.2), new Linear(8, 3, { rng }));
}

const run = (model: unknown, more: Partial<FitOptions<Batch>> = {}) =>
  fit(model, loader() as AsyncIterable<Batch>, {
    optimizer: adam({ learningRate: 0.02 }),
    loss: cost,
    ...more,
  });

const weights = (model: unknown) =>
  Object.values(stateDict(model)).flatMap((variable) => [...variable.dataSync()]);

describe('fit', () => {
  test.each([{}, { accumulate: 2 }])('is train by hand, bit for bit: %j', async (more) => {
    const [a, b] = [net(), net()];
    const { epochs } = await run(a, { epochs: 3, rng: random(7), ...more });
    const losses: number[] = [];
    const options = { optimizer: adam({ learningRate: 0.02 }), rng: random(7), ...more };
    for await (const { loss } of train({
      model: b,
      batches: loader({ epochs: 3 }),
      loss: ({ x, y }, { rng }) => softmaxCrossEntropy(b.forward(x, { training: true, rng }), y),
      ...options,
    })) {
      losses.push(await loss());
    }
    expect(weights(a)).toEqual(weights(b));
    if (!('accumulate' in more)) {
      const means = [0, 7, 14].map((at) => losses.slice(at, at + 7).reduce((x, y) => x + y) / 7);
      expect(epochs.map(({ loss }) => loss)).toEqual(means.map((mean) => expect.closeTo(mean, 12)));
      expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
        [1, 7],
        [2, 14],
        [3, 21],
      ]);
    }
  });

  test('learns, and is judged on held-out data after each epoch', async () => {
    const model = net();
    const seen: EpochReport[] = [];
    const logged: number[] = [];
    const { epochs, ended, best } = await run(model, {
      epochs: 15,
      validation: loader(),
      metrics: { accuracy: new Accuracy() },
      onEpoch: (report) => void seen.push(report),
      log: [{ epoch: ({ epoch }) => void logged.push(epoch), end: () => void logged.push(-1) }],
    });
    expect([ended, best, seen]).toEqual(['done', undefined, epochs]);
    expect(logged).toEqual([...epochs.map(({ epoch }) => epoch), -1]);
    const { validation } = epochs.at(-1) as EpochReport;
    expect(validation?.accuracy).toBeGreaterThan(0.9);
    const again = await evaluate(model, loader({ size: 50 }), {
      loss: cost,
      metrics: { accuracy: new Accuracy() },
    });
    expect(again.loss).toBeCloseTo(validation?.loss as number, 5);
    expect(again.accuracy).toBe(validation?.accuracy);
  });

  test('stops where it gets no better, with the weights of its best epoch', async () => {
    const model = net();
    const kept: number[][] = [];
    const values = [3, 1, 2, 2, 2];
    let epoch = 0;
    const metric = {
      value: 0,
      update() {},
      reset() {
        this.value = values[epoch++] as number;
      },
    };
    const { ended, best, epochs } = await run(model, {
      epochs: 100,
      validation: loader(),
      metrics: { metric },
      earlyStopping: { patience: 2, monitor: 'metric', mode: 'min' },
      onEpoch: () => void kept.push(weights(model)),
    });
    expect([ended, best, epochs.length]).toEqual(['early', 2, 5]);
    expect(weights(model)).toEqual(kept[1]);
    expect(weights(model)).not.toEqual(kept[4]);
  });

  test('a run that is stopped keeps the weights that it has', async () => {
    const controller = new AbortController();
    const model = net();
    let last: number[] = [];
    const { ended, best } = await run(model, {
      epochs: 9,
      earlyStopping: { patience: 5, minDelta: 100 },
      signal: controller.signal,
      onStep({ step }) {
        last = weights(model);
        if (step === 17) controller.abort();
      },
    });
    expect([ended, best]).toEqual(['aborted', 1]);
    expect(weights(model)).toEqual(last);
  });

  test('tells how far it is, from before its first step to its end', async () => {
    const seen: FitProgress[] = [];
    const losses: number[] = [];
    const { epochs } = await run(net(), {
      epochs: 2,
      validation: loader(),
      progress: (progress) => void seen.push(progress),
      onStep: async ({ loss }) => void losses.push(await loss()),
    });
    expect(seen.map(({ state, step, epoch }) => [state, step, epoch])).toEqual([
      ['running', 0, 1],
      ...[1, 2, 3, 4, 5, 6, 7, 7].map((step) => ['running', step, 1]),
      ...[8, 9, 10, 11, 12, 13, 14, 14].map((step) => ['running', step, 2]),
      ['done', 14, 2],
    ]);
    expect(seen.every(({ steps, epochs }) => steps === 14 && epochs === 2)).toBe(true);
    const read = seen.map(({ loss }) => loss);
    expect(read).toEqual([
      Number.NaN,
      ...losses.slice(0, 7),
      losses[6],
      ...losses.slice(7),
      ...[13, 13].map((at) => losses[at]),
    ]);
    expect(seen.map(({ reports }) => reports.length)).toEqual([
      ...Array(8).fill(0),
      ...Array(8).fill(1),
      2,
      2,
    ]);
    expect(seen.at(-1)?.reports).toEqual(epochs);
  });

  test('tells how it ended, and is waited for', async () => {
    const controller = new AbortController();
    let last: FitProgress | undefined;
    let open = 0;
    const progress = async (now: FitProgress) => {
      expect(open++).toBe(0);
      await new Promise((resolve) => setTimeout(resolve));
      open--;
      last = now;
      if (now.step === 3) controller.abort();
    };
    const { signal } = controller;
    await run(net(), { epochs: 9, progress, signal, accumulate: 2, start: 1 });
    expect(last).toMatchObject({ state: 'aborted', step: 3, steps: 32, epoch: 1 });
    const onStep = () => {
      throw new Error('mine');
    };
    await expect(run(net(), { progress, onStep })).rejects.toThrow('mine');
    expect(last).toMatchObject({ state: 'failed', step: 1 });
    const both = () => Promise.reject(new Error('of the bar'));
    await expect(run(net(), { progress: both })).rejects.toThrow('of the bar');
    const once = {
      *[Symbol.iterator]() {
        yield { x: tf.tensor2d([[1, 2, 3]]), y: tf.tensor1d([1], 'int32') };
      },
    };
    await fit(net(), once as Iterable<Batch>, {
      optimizer: sgd({ learningRate: 1e-3 }),
      loss: cost,
      progress,
    });
    expect(last).toMatchObject({ state: 'done', step: 1, steps: undefined });
  });

  test('lets a learning rate fall where the loss does not', async () => {
    const learningRate = reduceOnPlateau(1e-9, { factor: 0.5, patience: 1, minDelta: 1 });
    const { epochs } = await run(net(), {
      epochs: 6,
      plateau: learningRate,
      optimizer: sgd({ learningRate }),
    });
    expect(epochs.map((report) => report.learningRate)).toEqual(
      [1, 1, 1, 0.5, 0.5, 0.25].map((x) => x * 1e-9),
    );
  });

  test('goes on from a step as if it had not stopped', async () => {
    const [whole, parts] = [net(), net()];
    await run(whole, { epochs: 4 });
    const optimizer = adam({ learningRate: 0.02 });
    const controller = new AbortController();
    const stopped = await run(parts, {
      epochs: 4,
      optimizer,
      signal: controller.signal,
      onStep: ({ step }) => void (step === 17 && controller.abort()),
    });
    expect([stopped.ended, stopped.epochs.length]).toEqual(['aborted', 2]);
    const rest = await run(parts, { epochs: 4, optimizer, start: 17 });
    expect(rest.epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [3, 21],
      [4, 28],
    ]);
    expect(weights(parts)).toEqual(weights(whole));
  });

  test('takes any batches, a forward of its own, and leaves no tensor', async () => {
    await expectNoLeaks(async () => {
      const model = new Linear(2, 1, { rng: random(1) });
      const optimizer = sgd({ learningRate: 0.1 });
      const data = {
        *[Symbol.iterator]() {
          for (let i = 0; i < 3; i++) yield [seededTensor([4, 2], i), seededTensor([4, 1], i + 9)];
        },
      };
      const pairs = data as Iterable<[tf.Tensor, tf.Tensor]>;
      const { epochs } = await fit(model, pairs, {
        epochs: 2,
        optimizer,
        forward: ([x]) => model.forward(x),
        loss: (output, [, y]) => mse(output, y),
        validation: pairs,
        earlyStopping: { patience: 0 },
      });
      expect(epochs.length).toBeGreaterThan(0);
      optimizer.dispose();
      dispose(model);
    });
  });

  test('refuses what does not fit', async () => {
    const model = net();
    const optimizer = sgd({ learningRate: 0.1 });
    const refuse = (more: object, message: string | RegExp) =>
      expectRefusal(() => run(model, { optimizer, ...more }), message);
    await refuse({ loss: undefined }, /^fit: loss: expected a function/);
    await refuse({ epochs: 0 }, /^fit: epochs: expected/);
    await refuse(
      { metrics: { accuracy: new Accuracy() } },
      /^fit: metrics: expected validation data with them/,
    );
    await refuse(
      { validation: loader(), metrics: { loss: new Accuracy() } },
      /expected none called loss/,
    );
    await refuse({ earlyStopping: {} }, /^fit: earlyStopping: patience: expected/);
    await refuse(
      { earlyStopping: { patience: 1, monitor: 'accuracy' } },
      /monitor: expected one of loss, got "accuracy"/,
    );
    await refuse({ plateau: () => 1 }, /^fit: plateau.report: expected a function/);
    await refuse({ progress: 3 }, /^fit: progress: expected a function, got 3/);
    await refuse({ log: [{}] }, /^fit: log.0.epoch: expected a function/);
    await refuse({ epoch: 3 }, /is it epochs\?/);
    const options = { optimizer: sgd({ learningRate: 1 }), loss: cost, epochs: 2 };
    await expectRefusal(
      () => fit(model, loader({ epochs: 2 }), options),
      /^fit: data: epochs: expected 1, since fit has epochs, got 2/,
    );
    await expectRefusal(
      () => fit(model, 3 as never, options),
      /^fit: data: expected batches, got 3/,
    );
    await expectRefusal(
      () => fit({}, loader(), options),
      /^fit: model: expected a model with forward/,
    );
    const once = loader()[Symbol.asyncIterator]() as AsyncGenerator<Batch>;
    await expectRefusal(
      () => fit(model, once, options),
      /none in epoch 2: they were over after one/,
    );
    const wide = batches({ x: POINTS, y: CLASSES }, { size: 8 });
    const narrow = batches({ x: CLASSES.map((y) => [y]), y: CLASSES }, { size: 8 });
    await expectRefusal(
      () => fit(model, wide, { ...options, validation: narrow }),
      /linear: x: expected \[\.\.\., 3\], got/,
    );
  });
});

describe('predict', () => {
  test('gives all outputs, a batch at a time, without noise', async () => {
    const model = net();
    const whole = model.forward(tf.tensor2d(POINTS as number[][]));
    for (const size of [7, 50, 256])
      expect(await predict(model, POINTS, { size })).toBeClose(whole, { absolute: 1e-6 });
    const parts: tf.Tensor[] = [];
    for await (const part of predictEach(model, loader({ shuffle: undefined }))) parts.push(part);
    expect(tf.concat(parts)).toBeClose(whole, { absolute: 1e-6 });
    const twice = await predict(model, POINTS, { forward: (x) => tf.mul(model.forward(x), 2) });
    expect(twice).toBeClose(tf.mul(whole, 2), { absolute: 1e-6 });
  });

  test('what a model gives back as it was given is the caller’s too', async () => {
    const same = { forward: (x: tf.Tensor) => x };
    expect(await predict(same, [[1], [2], [3]], { size: 2 })).toBeClose([[1], [2], [3]]);
  });

  test('leaves no tensor behind, where the model fails too', async () => {
    await expectNoLeaks(async () => {
      (await predict({ forward: (x: tf.Tensor) => tf.square(x) }, [[1], [2]])).dispose();
      const bad = { forward: () => tf.reshape(tf.zeros([2, 3, 4]), [5]) };
      await expect(predict(bad, [[1], [2]])).rejects.toThrow();
    });
  });

  test('refuses what does not fit', async () => {
    const model = net();
    await expectRefusal(
      () => predict(model, 'text' as never),
      /expected a typed array, an array of numbers/,
    );
    await expectRefusal(() => predict({}, [[1]]), /model: expected a model with forward/);
    await expectRefusal(() => predict(model, [[1, 2, 3]], { size: 0 }), /^predict: size: expected/);
    await expectRefusal(
      () => evaluate(model, [], { loss: cost as never }),
      /^evaluate: data: expected batches, got none/,
    );
  });
});

describe('train', () => {
  test('without a loop says what to do', async () => {
    const options = { model: net(), batches: loader(), optimizer: sgd({ learningRate: 1 }) };
    const waited = async () => await train({ ...options, loss: ({ x }) => mse(x, x) });
    await expect(waited()).rejects.toThrow(
      'train: expected a loop that asks for each step, got await',
    );
  });

  test('says that batches were over before its steps', async () => {
    const model = net();
    const loss = ({ x, y }: Batch) => softmaxCrossEntropy(model.forward(x), y);
    const steps = train({
      model,
      batches: loader(),
      optimizer: sgd({ learningRate: 0.1 }),
      loss,
      steps: 20,
    });
    const all = async () => {
      for await (const _ of steps);
    };
    await expect(all()).rejects.toThrow(
      'train: batches: expected enough for 20 steps, got those of 7',
    );
  });
});
