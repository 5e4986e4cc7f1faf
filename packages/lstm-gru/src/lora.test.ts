import { dispose, Linear, parameters, random, valueAndGrads } from '@dl/core';
import { applyLora } from '@dl/core/lora';
import { type Cell, RnnCell, unroll } from '@dl/rnn';
import { expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { GruCell, LstmCell } from './index';

const rng = random(1);
const cells = {
  RnnCell: () => new RnnCell(3, 5, { rng }),
  LstmCell: () => new LstmCell(3, 5, { rng }),
  'LstmCell with a projection': () => new LstmCell(3, 5, { rng, projection: 4 }),
  GruCell: () => new GruCell(3, 5, { rng }),
  'GruCell, reset before': () => new GruCell(3, 5, { rng, resetAfter: false }),
};

// Their kernels take whole weights: an adapter is in them all the same.
describe.each(Object.keys(cells) as (keyof typeof cells)[])('LoRA of %s', (name) => {
  const make = () => {
    const cell = cells[name]();
    return { cell: cell as Cell<tf.Tensor2D>, head: new Linear(cell.outSize, 2, { rng }) };
  };

  test('beside is as merged, and trains', async () => {
    const model = make();
    const xs = seededTensor<tf.Tensor3D>([2, 7, 3], 1);
    const run = () => tf.tidy(() => model.head.forward(unroll(model.cell, xs).outputs));
    const plain = run();
    const lora = applyLora(model, { rank: 2, targets: 'all-linear', rng });
    Object.values(lora.layers).forEach(({ B }, i) => {
      tf.tidy(() => B.assign(seededTensor(B.shape, 20 + i)));
    });
    const beside = run();
    expect(tf.max(tf.abs(tf.sub(plain, beside)))).not.toBeClose(tf.scalar(0), { absolute: 1e-3 });
    const { grads } = valueAndGrads(() => tf.sum(tf.square(run())) as tf.Scalar, parameters(model));
    expect(grads.size).toBe(2 * Object.keys(lora.layers).length);
    for (const gradient of grads.values()) {
      expect(tf.max(tf.abs(gradient))).not.toBeClose(tf.scalar(0), { absolute: 1e-5 });
    }
    await expectNoLeaks(() => tf.dispose(run()));
    await expectNoLeaks(() => {
      const { outputs, state } = unroll(model.cell, xs);
      tf.dispose([outputs, state]);
    });
    lora.merge();
    expect(run()).toBeClose(beside, { absolute: 1e-5 });
    dispose(model);
  });
});
