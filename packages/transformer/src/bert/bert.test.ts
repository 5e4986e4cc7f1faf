import {
  adamW,
  dispose,
  loadStateDict,
  parameters,
  random,
  stateDict,
  train,
  valueAndGrads,
} from '@dl/core';
import {
  assignSeeded,
  expectGolden,
  expectNoLeaks,
  expectRefusal,
  readValues,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../fixtures/huggingface-layers.json';
import { Bert } from './bert';
import type { BertOptions } from './bert-options';
import { maskTokens } from './mask-tokens';

const { size, heads, hidden, layers, vocab, context } = golden.sizes;
const mask = { lengths: golden.lengths };
const make = (options: Partial<BertOptions> = {}) =>
  new Bert(vocab, { rng: random(1), layers, heads, size, hidden, context, ...options });
const idsOf = (rows: number[][]) =>
  tf.tensor2d(rows.flat(), [rows.length, rows[0]?.length as number], 'int32');
const close = { absolute: 2e-5 };

describe('Bert', () => {
  // fixtures/huggingface_layers.py
  test('is BERT as transformers has it: features, pooled, logits, loss, gradients', () => {
    const wanted = golden.bert;
    const bert = make({ pooler: true });
    assignSeeded(bert, wanted.shapes as unknown as Record<string, number[]>);
    const [ids, labels] = [idsOf(wanted.ids), idsOf(wanted.labels)];
    const segments = idsOf(wanted.segments);
    const features = bert.forward(ids, { segments, mask });
    const real = tf.expandDims(
      idsOf(golden.lengths.map((n) => [0, 1, 2, 3, 4].map((i) => +(i < n)))),
      2,
    );
    const flat = (x: tf.Tensor) => tf.reshape(x, [-1]);
    expect(flat(tf.mul(features, real))).toBeClose(wanted.features, close);
    expect(flat(bert.pool(features))).toBeClose(wanted.pooled, close);
    expect(flat(tf.mul(bert.logits(features), real))).toBeClose(wanted.logits, { absolute: 5e-5 });
    expect(bert.loss(ids, labels, { segments, mask })).toBeClose(tf.scalar(wanted.loss), close);
    const made = valueAndGrads(() => {
      const pooled = bert.pool(bert.forward(ids, { segments, mask }));
      const along = tf.sum(tf.mul(pooled, seededTensor(pooled.shape, 3)));
      return tf.add(bert.loss(ids, labels, { segments, mask }), along) as tf.Scalar;
    }, parameters(bert));
    expectGolden(bert, made, wanted.gradients as never, 5e-5);
  });

  test('without segments every token is of the first, and padding says nothing', () => {
    const bert = make();
    const ids = idsOf([[1, 2, 3, 4, 5]]);
    const told = bert.forward(ids, { segments: tf.zerosLike(ids) });
    expect(bert.forward(ids)).toBeClose(told, { absolute: 1e-6 });
    const short = bert.forward(idsOf([[1, 2, 3]]));
    const padded = bert.forward(ids, { mask: { lengths: [3] } });
    expect(tf.slice(padded, 0, [1, 3, size])).toBeClose(short, close);
    const other = make({ segments: 0 });
    expect(other.segments).toBeUndefined();
    expect(other.forward(ids).shape).toEqual([1, 5, size]);
  });

  test('learns what stands behind masks', async () => {
    const bert = make({ dropout: 0.05, layers: 1 });
    const rows = Array.from({ length: 16 }, () => [1, 5, 6, 7, 8, 9, 2]);
    const rng = random(3);
    const optimizer = adamW({ learningRate: 0.03 });
    let last = 9;
    for await (const report of train({
      ...{ parameters: parameters(bert), optimizer, steps: 20 },
      batches: () => {
        const special = [0, 1, 2, 4];
        const { ids, labels } = maskTokens(rows, { rng, maskId: 4, vocabSize: vocab, special });
        return [ids, labels];
      },
      loss: ([ids, labels]) =>
        bert.loss(ids as tf.Tensor, labels as tf.Tensor, { training: true, rng }),
    })) {
      if (report.step === 20) last = await report.loss();
    }
    // That of a guess is ln 13 = 2.6.
    expect(last).toBeLessThan(1);
    optimizer.dispose();
    dispose(bert);
  });

  test('round trip of the state dict, and dropout by a generator', async () => {
    const [from, to] = [make({ dropout: 0.5 }), make({ rng: random(2) })];
    loadStateDict(to, stateDict(from));
    const ids = idsOf([[1, 2, 3]]);
    expect(to.forward(ids)).toBeClose(from.forward(ids), { absolute: 0 });
    const dropped = (seed: number) => from.forward(ids, { training: true, rng: random(seed) });
    expect(dropped(1)).toBeClose(dropped(1), { absolute: 0 });
    const apart = await readValues(tf.max(tf.abs(tf.sub(dropped(1), dropped(2)))));
    expect(apart[0]).toBeGreaterThan(0.01);
  });

  test('refuses what does not fit', async () => {
    await expectRefusal(() => make({ heads: 5 }), /heads: expected a divisor of size 12, got 5$/);
    await expectRefusal(() => make({ context: 0 }), /^Bert: context: expected a positive integer/);
    await expectRefusal(() => make({ segments: -1 }), /^Bert: segments: expected a positive/);
    await expectRefusal(() => make({ positions: 1 } as never), /^Bert: expected an option of/);
    const bert = make({ head: false, segments: 0 });
    const [ids, long] = [idsOf([[1, 2]]), tf.zeros([1, 8], 'int32')];
    await expectRefusal(
      () => bert.forward(long),
      'Bert.forward: ids: expected at most 7 positions, got 8',
    );
    await expectRefusal(() => bert.forward(ids, { segments: ids }), /segments: expected none for/);
    await expectRefusal(
      () => bert.loss(ids, ids),
      'Bert.loss: expected a model with head, got "one without"',
    );
    const [features, narrow] = [seededTensor([1, 2, size]), seededTensor([1, 2, 5])];
    await expectRefusal(() => bert.pool(features), /^Bert.pool: expected a model/);
    const whole = make();
    await expectRefusal(() => whole.logits(narrow), /^Bert.logits: features:/);
  });

  test('leaves no tensor behind', async () => {
    await expectNoLeaks(() => {
      const bert = make({ pooler: true });
      tf.tidy(() => {
        const ids = idsOf([[1, 2, 3]]);
        const features = bert.forward(ids);
        bert.pool(features);
        bert.logits(features);
        valueAndGrads(() => bert.loss(ids, ids), parameters(bert));
      });
      dispose(bert);
    });
  });
});
