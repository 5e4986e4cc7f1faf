import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import { dispose } from '../model/dispose';
import { parameters } from '../model/parameters';
import { BatchNorm } from '../nn/batch-norm';
import { Conv2d } from '../nn/conv-2d';
import { Dropout } from '../nn/dropout';
import { Embedding } from '../nn/embedding';
import { LayerNorm } from '../nn/layer-norm';
import { Linear } from '../nn/linear';
import { gelu } from '../ops/activation/gelu';
import { softmaxCrossEntropy } from '../ops/loss/softmax-cross-entropy';
import { maxPool2d } from '../ops/pool/max-pool-2d';
import { flatten } from '../ops/shape/flatten';
import { adam } from '../optim/adam';
import { random } from '../random/random';
import { train } from './train';

afterEach(() => vi.restoreAllMocks());

// On a GPU a read at once would wait for all that was asked of it; in a browser it is not even possible.
test.runIf(backendName === 'webgpu')(
  'a training run reads nothing back but what it is asked for',
  async () => {
    const rng = random(1);
    const model = {
      conv: new Conv2d(1, 4, 3, { rng, padding: 'same', activation: 'relu' }),
      batch: new BatchNorm(4),
      words: new Embedding(5, 4, { rng }),
      norm: new LayerNorm(36),
      drop: new Dropout(0.2),
      out: new Linear(36, 3, { rng }),
    };
    const [x, ids, labels] = [
      seededTensor([6, 6, 6, 1]),
      tf.tensor1d([0, 4, 2, 1, 1, 3], 'int32'),
      tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'),
    ];
    const optimizer = adam({ learningRate: 0.02 });
    const sync = vi.spyOn(tf.Tensor.prototype, 'dataSync').mockImplementation(() => {
      throw new Error('dataSync in a training step');
    });
    const losses: number[] = [];
    for await (const report of train({
      parameters: parameters(model),
      optimizer,
      steps: 30,
      batches: () => ({}),
      loss: (_, { rng: own }) => {
        const images = model.batch.forward(model.conv.forward(x), { training: true });
        const word = tf.reshape(model.words.forward(ids), [6, 1, 1, 4]);
        const features = flatten(maxPool2d(tf.add(images, word), { size: 2 }));
        const hidden = model.drop.forward(gelu(model.norm.forward(features)), {
          training: true,
          rng: own,
        });
        return softmaxCrossEntropy(model.out.forward(hidden), labels);
      },
    })) {
      if (report.step % 10 === 0) losses.push(await report.loss());
    }
    expect(sync).not.toHaveBeenCalled();
    expect(losses[2]).toBeLessThan((losses[0] as number) * 0.7);
    optimizer.dispose();
    dispose(model);
    tf.dispose([x, ids, labels]);
  },
);
