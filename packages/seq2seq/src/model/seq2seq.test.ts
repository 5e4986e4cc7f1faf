import {
  adam,
  dispose,
  parameters,
  random,
  softmaxCrossEntropy,
  train,
  valueAndGrads,
} from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import { pairBatch } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { TORCH_BATCH, TORCH_CASES, torchGradient, torchModel } from '../fixtures/torch-case';
import { Seq2Seq } from './seq2seq';

describe.each(TORCH_CASES)('as PyTorch: attention $attention, feeding $feeding', (own) => {
  test('loss and logits', () => {
    const model = torchModel(own);
    const batch = TORCH_BATCH();
    const encoded = model.encoder.forward(batch.source, { lengths: batch.sourceLengths });
    const logits = model.decoder.forward(batch.inputs, encoded);
    expect(logits).toBeClose(tf.tensor(own.logits as number[], [2, 3, 5]), { absolute: 2e-6 });
    expect(model.loss(batch)).toBeClose(tf.scalar(own.loss), { absolute: 2e-6 });
    dispose(model);
  });

  test('gradients, which run back through both', () => {
    const model = torchModel(own);
    const batch = TORCH_BATCH();
    const { encoder, decoder } = model;
    const { grads } = valueAndGrads(() => model.loss(batch), parameters(model));
    const of = (variable: tf.Variable) => grads.get(variable);
    const near = { absolute: 2e-6 };
    expect(of(encoder.embedding.weight)).toBeClose(torchGradient(own, 'source.weight'), near);
    expect(of(decoder.embedding.weight)).toBeClose(torchGradient(own, 'target.weight'), near);
    const output = tf.transpose(torchGradient(own, 'output.weight'));
    expect(of(decoder.output?.weight as tf.Variable)).toBeClose(output, near);
    dispose(model);
  });
});

const PAIRS: [number[], number[]][] = [
  [
    [1, 2, 3],
    [3, 2, 1],
  ],
  [
    [4, 1],
    [1, 4],
  ],
  [
    [5, 3, 2, 4],
    [4, 2, 3, 5],
  ],
];
const batchOf = (pairs = PAIRS) => pairBatch(pairs, { sos: 6, eos: 7 });

describe('Seq2Seq', () => {
  test('its loss is the mean over all words, their ends included', async () => {
    const model = new Seq2Seq(6, 8, 6, { rng: random(1), embedding: 5 });
    const sum = tf.addN(
      PAIRS.map((pair) => tf.mul(model.loss(batchOf([pair])), pair[1].length + 1)),
    );
    expect(model.loss(batchOf())).toBeClose(tf.div(sum, 4 + 3 + 5), { absolute: 2e-6 });
    dispose(model);
  });

  test.each([
    { cell: 'lstm', attention: 'dot', layers: 2 },
    { cell: 'rnn', attention: 'none', bidirectional: false },
    { cell: 'gru', attention: 'additive', tied: true, embedding: 5, inputFeeding: true },
  ] as const)('learns to turn sequences round: %j', async (options) => {
    const model = new Seq2Seq(6, 8, 16, { rng: random(2), ...options });
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    const run = train({
      model,
      optimizer: adam({ learningRate: 0.03 }),
      batches: () => batchOf(),
      loss: (batch, { rng }) => model.loss(batch, { training: true, rng }),
      steps: 60,
    });
    for await (const { loss } of run) losses.push(await loss());
    expect(losses[0] as number).toBeGreaterThan(1.7);
    expect(losses.at(-1) as number).toBeLessThan(0.3);
    // Adam's two for each parameter.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(2 * parameters(model).length + 1);
    dispose(model);
  });

  test('dropout changes a loss while training alone, and is drawn from rng', async () => {
    const options = { rng: random(1), dropout: 0.5, wordDropout: 0.3, layers: 2 };
    const model = new Seq2Seq(6, 8, 8, options);
    const batch = batchOf();
    const told = (seed: number) => ({ training: true, rng: random(seed) });
    const [plain, one, again, other] = await Promise.all(
      [model.loss(batch), ...[3, 3, 4].map((seed) => model.loss(batch, told(seed)))].map(
        async (loss) => (await loss.data())[0],
      ),
    );
    expect(one).toBe(again);
    expect(new Set([plain, one, other]).size).toBe(3);
    await expectRefusal(() => model.loss(batch, { training: true }), /expected .*random/);
    dispose(model);
  });

  test('label smoothing is that of softmaxCrossEntropy', () => {
    const model = new Seq2Seq(6, 8, 6, { rng: random(1) });
    const batch = batchOf();
    const encoded = model.encoder.forward(batch.source, { lengths: batch.sourceLengths });
    const logits = model.decoder.forward(batch.inputs, encoded);
    const smooth = softmaxCrossEntropy(logits, batch.labels, { labelSmoothing: 0.1 });
    expect(model.loss(batch, { labelSmoothing: 0.1 })).toBeClose(smooth);
    dispose(model);
  });

  test('scheduled sampling trains, and leaves nothing behind', async () => {
    const model = new Seq2Seq(6, 8, 16, { rng: random(2), attention: 'dot' });
    const batch = batchOf();
    const rng = random(1);
    await expectNoLeaks(() => {
      const told = { teacherForcing: 0.25, rng: rng.fold('words') };
      const { value, grads } = valueAndGrads(() => model.loss(batch, told), parameters(model));
      expect(grads.size).toBe(parameters(model).length);
      tf.dispose([value, ...grads.values()]);
    });
    await expectRefusal(() => model.loss(batch, { teacherForcing: 0 }), /expected .*random/);
    tf.dispose(batch as never);
    dispose(model);
  });

  test('says what it cannot be made of', async () => {
    const rng = random(1);
    await expectRefusal(
      () => new Seq2Seq(6, 8, 5, { rng }),
      'Encoder: hidden: expected an even number for both directions, got 5',
    );
    await expectRefusal(() => new Seq2Seq(0, 8, 4, { rng }), /vocabulary: expected .* got 0/);
    await expectRefusal(
      () => new Seq2Seq(6, 8, 4, { rng, attention: 'luong' as never }),
      /attention: expected .*"luong"/,
    );
    await expectRefusal(() => new Seq2Seq(6, 8, 4, { rng, hiden: 3 } as never), /hiden/);
  });
});
