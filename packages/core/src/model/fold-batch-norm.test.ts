import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { BatchNorm, type BatchNormOptions } from '../nn/batch-norm';
import { Conv1d } from '../nn/conv-1d';
import { Conv2d } from '../nn/conv-2d';
import { DepthwiseConv2d } from '../nn/depthwise-conv-2d';
import { Dropout } from '../nn/dropout';
import type { Layer } from '../nn/layer';
import { LayerNorm } from '../nn/layer-norm';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { relu6, tanh } from '../ops/activation/activation';
import { gelu } from '../ops/activation/gelu';
import { hardSwish } from '../ops/activation/hard-swish';
import { globalAvgPool2d } from '../ops/pool/global-pool-2d';
import { random } from '../random/random';
import { wasmBackend } from '../wasm/registry';
import { dispose } from './dispose';
import { foldBatchNorm } from './fold-batch-norm';
import { stateDict } from './state-dict';

const rng = random(1);

/** A norm whose statistics and weights are not those that it begins with. */
function norm(channels: number, options?: BatchNormOptions): BatchNorm {
  const layer = new BatchNorm(channels, options);
  tf.tidy(() => {
    layer.runningMean.assign(seededTensor([channels], 1));
    layer.runningVariance.assign(tf.add(tf.abs(seededTensor([channels], 2)), 0.1));
    layer.weight?.assign(seededTensor([channels], 3));
    layer.bias?.assign(seededTensor([channels], 4));
  });
  return layer;
}

/** Folds a model of these layers into `folded` ones that do the same, and looks whether it was left as it was. */
function expectSame(layers: Layer[], shape: number[], folded: number) {
  const model = sequential(...layers);
  const [x, before] = [seededTensor(shape, 5), Object.keys(stateDict(model))];
  const result = foldBatchNorm(model);
  expect(result.layers.length).toBe(folded);
  expect(result.layers.some((layer) => layer instanceof BatchNorm)).toBe(false);
  expect(result.forward(x)).toBeClose(model.forward(x), { absolute: 1e-5 });
  expect(Object.keys(stateDict(model))).toEqual(before);
  return result;
}

describe('foldBatchNorm', () => {
  test.each<[string, () => Layer, number[], number]>([
    ['Conv2d', () => new Conv2d(3, 5, 3, { rng, padding: 'same' }), [2, 7, 5, 3], 5],
    ['Conv2d without a bias', () => new Conv2d(3, 5, 2, { rng, bias: false }), [2, 7, 5, 3], 5],
    ['Conv2d in groups', () => new Conv2d(4, 6, 3, { rng, groups: 2 }), [2, 7, 5, 4], 6],
    ['Conv1d', () => new Conv1d(3, 5, 3, { rng, padding: 'causal' }), [2, 7, 3], 5],
    ['DepthwiseConv2d', () => new DepthwiseConv2d(3, 3, { rng, stride: 2 }), [2, 7, 5, 3], 3],
    [
      'DepthwiseConv2d of two filters',
      () => new DepthwiseConv2d(3, [2, 3], { rng, multiplier: 2, bias: false }),
      [2, 7, 5, 3],
      6,
    ],
    ['Linear', () => new Linear(3, 5, { rng }), [2, 7, 3], 5],
  ])('into %s', (_, layer, shape, channels) => {
    for (const options of [{}, { affine: false }, { epsilon: 0.3 }]) {
      expectSame([layer(), norm(channels, options)], shape, 1);
      expectSame(
        [layer(), norm(channels, options), norm(channels), relu6, gelu as Layer],
        shape,
        2,
      );
      expectSame([layer(), norm(channels, options), hardSwish, head(channels)], shape, 2);
    }
  });

  test('through models in models, past other layers', () => {
    const block = (own: number, out: number) =>
      sequential(
        new DepthwiseConv2d(own, 3, { rng, padding: 'same', bias: false }),
        norm(own),
        relu6,
        sequential(new Conv2d(own, out, 1, { rng, bias: false })),
        norm(out),
        tanh,
      );
    const layers = [
      block(3, 5),
      block(5, 7),
      globalAvgPool2d as Layer,
      new LayerNorm(7),
      new Dropout(0.5),
      new Linear(7, 2, { rng }),
    ];
    const result = expectSame(layers, [2, 7, 5, 3], 8);
    expect((result.layers[0] as DepthwiseConv2d).options.activation).toBe('relu6');
    expect((result.layers[3] as Conv2d).options.activation).toBe('tanh');
    expect(result.layers[5]).toBe(layers[3]);
  });

  test('the given model and the result are freed one without the other', async () => {
    await expectNoLeaks(() => {
      const model = sequential(new Conv2d(3, 5, 3, { rng }), norm(5), new Conv2d(5, 2, 1, { rng }));
      const x = seededTensor([1, 5, 5, 3]);
      const wanted = model.forward(x);
      const folded = foldBatchNorm(model);
      dispose(model);
      const y = folded.forward(x);
      expect(y).toBeClose(wanted, { absolute: 1e-5 });
      y.dispose();
      dispose(folded);
      tf.dispose([x, wanted]);
    });
  });

  test.skipIf(backendName !== 'wasm')('after the first forward none asks for more memory', () => {
    const layers = [new Conv2d(3, 64, 3, { rng }), norm(64), new Conv2d(64, 64, 1, { rng })];
    const folded = foldBatchNorm(sequential(...layers, norm(64), relu6));
    const x = seededTensor([1, 130, 130, 3]);
    folded.forward(x).dispose();
    const { wasm } = wasmBackend();
    const [bytes, tensors] = [wasm.HEAPU8.length, tf.memory().numTensors];
    // Of 4 MB each: twenty that are kept would not fit.
    for (let i = 0; i < 20; i++) folded.forward(x).dispose();
    expect(wasm.HEAPU8.length).toBe(bytes);
    expect(tf.memory().numTensors).toBe(tensors);
    dispose(folded);
  });

  test('what the given model learns later is not in the result', async () => {
    const layer = new Linear(3, 5, { rng });
    const [model, x] = [sequential(layer, tanh), seededTensor([2, 3])];
    const folded = foldBatchNorm(model);
    const before = await folded.forward(x).data();
    layer.weight.assign(tf.zeros([3, 5]));
    expect(await folded.forward(x).data()).toEqual(before);
  });

  test('refuses what it cannot fold, and leaves nothing behind', async () => {
    const rule =
      'expected Conv2d, DepthwiseConv2d, Conv1d or Linear without an activation in front of BatchNorm, got';
    const conv = (options = {}) => new Conv2d(3, 5, 1, { rng, ...options });
    const inside = { inner: norm(3), forward: (x: tf.Tensor) => x };
    const broken = norm(5);
    broken.runningVariance.assign(tf.tensor([1, 1, -1, 1, 1]));
    const cases: [Layer[], string | RegExp][] = [
      [[norm(3)], `foldBatchNorm: layers.0: ${rule} none`],
      [[new LayerNorm(3), norm(3)], `foldBatchNorm: layers.1: ${rule} a LayerNorm`],
      [
        [conv({ activation: 'relu' }), norm(5)],
        `foldBatchNorm: layers.1: ${rule} layers.0 with relu`,
      ],
      [[conv(), tanh, norm(5)], `foldBatchNorm: layers.2: ${rule} layers.0 with tanh`],
      [
        [conv({ activation: gelu }), sequential(norm(5))],
        `foldBatchNorm: layers.1.layers.0: ${rule} layers.0 with a function`,
      ],
      [[conv(), norm(3)], 'foldBatchNorm: layers.1: expected the 5 channels of layers.0, got 3'],
      [
        [conv(), inside],
        'foldBatchNorm: layers.1.inner: expected BatchNorm in a model of sequential, got one in another layer',
      ],
      [
        [conv(), broken],
        'foldBatchNorm: layers.1: variance: expected finite numbers of at least 0, got -1 for channel 2',
      ],
    ];
    for (const [layers, message] of cases) {
      const model = sequential(...layers);
      await expectRefusal(() => foldBatchNorm(model), message);
    }
    const layer = conv();
    await expectRefusal(
      () => foldBatchNorm(layer as never),
      'foldBatchNorm: model: expected a model of sequential, got a Conv2d',
    );
    await expectRefusal(
      () => foldBatchNorm({ layers: [], forward: (x: tf.Tensor) => x } as never),
      /^foldBatchNorm: model: expected a model of sequential, got/,
    );
  });
});

/** Something behind, of any rank. */
function head(channels: number): Layer {
  return new Linear(channels, 2, { rng });
}
