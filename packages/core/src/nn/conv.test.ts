import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { conv1d } from '../ops/conv/conv-1d';
import { conv2d } from '../ops/conv/conv-2d';
import { convTranspose2d } from '../ops/conv/conv-transpose-2d';
import { mse } from '../ops/loss/mse';
import { adam } from '../optim/adam';
import { random } from '../random/random';
import { train } from '../train/train';
import { Conv1d } from './conv-1d';
import { Conv2d } from './conv-2d';
import { ConvTranspose2d } from './conv-transpose-2d';
import { DepthwiseConv2d } from './depthwise-conv-2d';

const rng = random(1);

describe('layers of convolutions', () => {
  test('are their ops with weights of their own', () => {
    const image = seededTensor([2, 7, 5, 4]);
    const options = {
      rng,
      stride: 2,
      padding: 1,
      dilation: [1, 2],
      groups: 2,
      activation: 'tanh',
    } as const;
    const { rng: _, ...rest } = options;
    const down = new Conv2d(4, 6, [3, 2], options);
    expect(down.weight.shape).toEqual([3, 2, 2, 6]);
    expect(down.forward(image)).toBeClose(conv2d(image, down.weight, { ...rest, bias: down.bias }));
    const up = new ConvTranspose2d(4, 6, 3, { ...options, outputPadding: 1 });
    expect(up.weight.shape).toEqual([3, 3, 3, 4]);
    const wanted = convTranspose2d(image, up.weight, { ...rest, outputPadding: 1, bias: up.bias });
    expect(up.forward(image)).toBeClose(wanted);
    const steps = seededTensor([2, 7, 4]);
    const along = new Conv1d(4, 6, 3, { rng, padding: 'causal', dilation: 2, bias: false });
    expect(along.weight.shape).toEqual([3, 4, 6]);
    expect(along.bias).toBeUndefined();
    expect(along.forward(steps)).toBeClose(
      conv1d(steps, along.weight, { padding: 'causal', dilation: 2 }),
    );
  });

  test('state dict', () => {
    const model = { conv: new Conv2d(3, 5, 2, { rng }) };
    expect(Object.keys(stateDict(model))).toEqual(['conv.weight', 'conv.bias']);
  });

  test('learn an edge filter', async () => {
    const model = new Conv2d(1, 1, 2, { rng });
    const edges = tf.tensor([1, -1, 1, -1], [2, 2, 1, 1]);
    const batches = ({ rng: own }: { rng: typeof rng }) => own.normal([4, 5, 5, 1]);
    const optimizer = adam({ learningRate: 0.05 });
    let last = Number.NaN;
    for await (const report of train({
      parameters: parameters(model),
      optimizer,
      batches,
      steps: 120,
      loss: (x: tf.Tensor) => mse(model.forward(x), conv2d(x, edges)),
    })) {
      if (report.step === 120) last = await report.loss();
    }
    expect(last).toBeLessThan(1e-2);
    optimizer.dispose();
  });

  test('leave nothing behind', async () => {
    const x = seededTensor([1, 5, 4, 2]);
    const layer = new Conv2d(2, 3, 3, { rng, padding: 'same' });
    await expectNoLeaks(() => layer.forward(x).dispose());
  });

  test.each<[string, () => unknown, string]>([
    [
      'a size',
      () => new Conv2d(0, 1, 3, { rng }),
      'Conv2d: inSize: expected a positive integer, got 0',
    ],
    [
      'taps',
      () => new Conv1d(1, 1, 0, { rng }),
      'Conv1d: kernelSize: expected a positive integer, got 0',
    ],
    [
      'groups',
      () => new Conv2d(4, 3, 3, { rng, groups: 2 }),
      'Conv2d: outSize: expected a multiple of the 2 groups, got 3',
    ],
    [
      'dilation',
      () => new ConvTranspose2d(1, 1, 3, { rng, dilation: 0 }),
      'ConvTranspose2d: dilation: expected a positive integer, got 0',
    ],
    [
      'init',
      () => new Conv2d(1, 1, 3, { rng, init: () => tf.zeros([2]) }),
      'Conv2d: init: expected [3, 3, 1, 1], got [2]',
    ],
    [
      'init of channels',
      () => new DepthwiseConv2d(2, 3, { rng, init: () => tf.zeros([2]) }),
      'DepthwiseConv2d: init: expected [3, 3, 1, 2], got [2]',
    ],
  ])('errors: %s', async (_, make, message) => {
    await expectRefusal(make, message);
  });
});
