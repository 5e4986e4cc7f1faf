import { rotary } from '@dl/attention';
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
import { applyLora, type Lora, loadLora, saveLora } from '@dl/core/lora';
import { expectNoLeaks, memoryStore, readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type CausalLanguageModel, Gpt, Llama, Transformer, TransformerEncoder } from './index';

const rng = random(1);
const sizes = { layers: 2, heads: 4, size: 16, context: 12, rng };
const ids = () => tf.tensor2d([1, 5, 3, 8, 2, 2, 7, 0, 4, 6], [2, 5], 'int32');
const labels = () => tf.tensor2d([5, 3, 8, 2, 1, 7, 0, 4, 6, 3], [2, 5], 'int32');

function fill(lora: Lora): void {
  Object.values(lora.layers).forEach(({ B }, i) => {
    tf.tidy(() => B.assign(seededTensor(B.shape, 20 + i, 3)));
  });
}

/** What `run` gives beside the weights and merged into them is the same. */
function expectMerges(lora: Lora, run: () => tf.Tensor): void {
  for (const { B } of Object.values(lora.layers)) tf.tidy(() => B.assign(tf.zeros(B.shape)));
  const plain = run();
  fill(lora);
  const beside = run();
  expect(tf.max(tf.abs(tf.sub(plain, beside)))).not.toBeClose(tf.scalar(0), {
    absolute: 1e-4,
    relative: 0,
  });
  lora.merge();
  expect(run()).toBeClose(beside, { absolute: 2e-5 });
}

const halves = ['attention.query', 'attention.value'];
const models: Record<string, () => CausalLanguageModel> = {
  gpt: () => new Gpt(9, sizes),
  'gpt with a head': () => new Gpt(9, { ...sizes, tied: false }),
  llama: () => new Llama(9, { ...sizes, kvHeads: 2, positions: rotary() }),
};

describe.each(Object.keys(models))('LoRA of %s', (name) => {
  const make = models[name] as () => CausalLanguageModel;

  test.each(['all-linear' as const, halves])('beside is as merged: %s', (targets) => {
    const model = make();
    const lora = applyLora(model, { rank: 3, alpha: 6, targets, rng });
    expectMerges(lora, () => model.forward(ids()));
    lora.unmerge();
    expectMerges(lora, () => tf.tidy(() => model.loss(ids(), labels())));
  });

  test('it writes as it reads', () => {
    const model = make();
    fill(applyLora(model, { rank: 3, targets: 'all-linear', rng }));
    const whole = model.forward(tf.tensor2d([1, 5, 3, 8], [1, 4], 'int32'));
    const { state } = model.start([[1, 5, 3, 8]]);
    const step = model.step(tf.tensor1d([8], 'int32'), state);
    const last = tf.reshape(tf.slice(whole, [0, 3, 0], [1, 1, 9]), [1, 9]);
    expect(step.logits).toBeClose(last, { absolute: 1e-5 });
  });
});

test('attention to a memory is adapted too, by names and as a whole', () => {
  for (const targets of ['all-linear' as const, ['cross.query', 'cross.value', 'head']]) {
    const pairs = new Transformer(9, 9, { layers: 1, heads: 2, size: 8, tied: 'none', rng });
    const lora = applyLora(pairs, { rank: 2, targets, rng });
    expectMerges(lora, () => tf.tidy(() => pairs.forward(ids(), pairs.encode(ids()))));
    dispose(pairs);
  }
});

test('an encoder of another width has other names and shapes', async () => {
  const [model, other] = [8, 12].map(
    (size) => new TransformerEncoder(size, { layers: 1, heads: 2, rng }),
  );
  const store = memoryStore();
  await saveLora(applyLora(model, { rank: 2, targets: halves, rng }), store);
  await expect(loadLora(other, store)).rejects.toThrow(
    /4 that do not fit: base_model.model.blocks.0.attention.query.lora_A.weight \(\[2, 8\] for \[2, 12\]\)/,
  );
});

/** Letters as numbers. */
const CODES = ' abcdefghijklmnopqrstuvwxyz';
const [first, second] = [
  'the cat sat on the mat and the rat sat on the cat ',
  'thy hat hath sat upon that mat and thou art at sea ',
].map((text) => [...text].map((letter) => CODES.indexOf(letter))) as [number[], number[]];
const row = (ids: number[]) => tf.tensor2d(ids, [1, ids.length], 'int32');

async function learn(gpt: Gpt, text: number[], steps: number, before?: (step: number) => void) {
  const losses: number[] = [];
  for await (const report of train({
    parameters: parameters(gpt),
    optimizer: adamW({ learningRate: 0.03 }),
    batches: ({ step }) => {
      before?.(step);
      return [row(text.slice(0, -1)), row(text.slice(1))] as const;
    },
    loss: ([ids, next]) => gpt.loss(ids, next),
    steps,
  })) {
    if (report.step === 1 || report.step === steps) losses.push(await report.loss());
  }
  return losses as [number, number];
}

const small = { layers: 1, heads: 2, size: 16, context: 64, rng: random(2) };

describe('fine-tuning', () => {
  test('turns a model to another text by A and B alone: its own weights stay bit by bit', async () => {
    const gpt = new Gpt(CODES.length, small);
    await learn(gpt, first, 25);
    const names = Object.keys(stateDict(gpt));
    const read = () =>
      Promise.all(names.map((name) => readValues(stateDict(gpt)[name] as tf.Tensor)));
    const before = await read();
    const alone = gpt.forward(row(second));
    const lora = applyLora(gpt, { rank: 4, alpha: 8, targets: 'all-linear', dropout: 0.1, rng });
    const [start, end] = await learn(gpt, second, 20, (step) => lora.train(random(3).fold(step)));
    expect(end).toBeLessThan(0.7 * start);
    expect(await read()).toEqual(before);
    const store = memoryStore();
    lora.eval();
    const tuned = gpt.forward(row(second));
    await saveLora(lora, store);
    lora.dispose();
    expect(gpt.forward(row(second))).toBeClose(alone, { absolute: 0 });
    await loadLora(gpt, store);
    expect(gpt.forward(row(second))).toBeClose(tuned, { absolute: 0 });
    expect((store.bytes as Uint8Array).length).toBeLessThan(
      2 * names.reduce((sum, name) => sum + (stateDict(gpt)[name] as tf.Tensor).size, 0),
    );
  });

  test('of all weights is training that goes on from loaded ones', async () => {
    const [from, to] = [new Gpt(CODES.length, small), new Gpt(CODES.length, small)];
    await learn(from, first, 15);
    loadStateDict(to, stateDict(from));
    const [start, end] = await learn(to, second, 12);
    expect(start).toBeCloseTo(
      (await readValues(from.loss(row(second.slice(0, -1)), row(second.slice(1)))))[0] as number,
      5,
    );
    expect(end).toBeLessThan(0.8 * start);
  });

  test('with recomputation dropout draws the same again', async () => {
    const gradients = async (recompute: boolean) => {
      const gpt = new Gpt(9, { ...sizes, rng: random(5), recompute });
      const lora = applyLora(gpt, { rank: 2, targets: halves, dropout: 0.3, rng: random(6) });
      fill(lora);
      lora.train(random(7));
      const { grads } = valueAndGrads(() => gpt.loss(ids(), labels()), parameters(gpt));
      return parameters(gpt).map((variable) => grads.get(variable) as tf.Tensor);
    };
    const [plain, again] = [await gradients(false), await gradients(true)];
    plain.forEach((gradient, i) => {
      expect(again[i] as tf.Tensor).toBeClose(gradient, { absolute: 1e-6 });
    });
  });

  test('a pass leaves nothing behind', async () => {
    const gpt = new Gpt(9, sizes);
    const [x, y] = [ids(), labels()];
    const lora = applyLora(gpt, { rank: 2, targets: 'all-linear', rng });
    await expectNoLeaks(() => tf.dispose([gpt.forward(x), gpt.loss(x, y)]));
    lora.dispose();
  });
});
