import { expectNoLeaks, expectRefusal, readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../fixtures/torch-lora.json';
import { dispose } from '../model/dispose';
import { freeze, unfreeze } from '../model/freeze';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { Linear } from '../nn/linear';
import { weightOf } from '../nn/weight-of';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import { valueAndGrads } from '../tape/value-and-grads';
import { applyLora } from './apply-lora';
import type { Lora } from './lora';

const { in: inSize, out, rank, batch, alpha } = golden.sizes;
const rng = random(1);

/** Two layers, the first of three projections side by side. */
function make() {
  const input = new Linear(inSize, out, { rng, activation: 'tanh' });
  input.columns = { query: [0, 4], key: [4, 3], value: [7, 2] };
  return { attention: { input }, head: new Linear(out, 3, { rng }) };
}

const run = ({ attention, head }: ReturnType<typeof make>, x: tf.Tensor) =>
  tf.tidy(() => head.forward(attention.input.forward(x)));

/** Numbers for A and B, so that they change something. */
function fill(lora: Lora, seed = 10): void {
  Object.values(lora.layers).forEach(({ A, B }, i) => {
    tf.tidy(() => {
      A.assign(seededTensor(A.shape, seed + i));
      B.assign(seededTensor(B.shape, seed + 10 + i));
    });
  });
}

describe('applyLora', () => {
  // fixtures/torch_lora.py
  test.each(golden.cases)('is PyTorch’s, rsLoRA $rsLora, parts $parts', (wanted) => {
    const model = make();
    const { input } = model.attention;
    tf.tidy(() => {
      input.weight.assign(seededTensor([inSize, out], 2));
      input.bias?.assign(seededTensor([out], 3));
    });
    const names = Object.keys(wanted.parts).map((name) => (name === 'all' ? 'input' : name));
    const targets = names.map((name) => `attention.${name}`);
    const lora = applyLora(model, { rank, alpha, targets, rsLora: wanted.rsLora, rng });
    fill(lora);
    const x = tf.variable(seededTensor([batch, inSize], 1));
    const dy = seededTensor([batch, out], 4);
    expect(input.forward(x as tf.Tensor)).toBeClose(tf.tensor(wanted.y, [batch, out]));
    const parts = Object.values(lora.layers);
    const { grads } = valueAndGrads(
      () => tf.sum(tf.mul(input.forward(x as tf.Tensor), dy)) as tf.Scalar,
      [x, ...parameters(model)],
    );
    const near = { absolute: 3e-6 };
    expect(grads.get(x) as tf.Tensor).toBeClose(tf.tensor(wanted.dx, x.shape), near);
    parts.forEach(({ A, B }, i) => {
      const [a, b] = [wanted.dA[i] as number[], wanted.dB[i] as number[]];
      expect(grads.get(A) as tf.Tensor).toBeClose(tf.tensor(a, A.shape), near);
      expect(grads.get(B) as tf.Tensor).toBeClose(tf.tensor(b, B.shape), near);
    });
  });

  test('changes nothing at first, and leaves A and B alone to train', () => {
    const model = make();
    const x = seededTensor([batch, inSize], 1);
    const before = run(model, x);
    const lora = applyLora(model, { rank, targets: 'all-linear', rng });
    expect(run(model, x)).toBeClose(before, { absolute: 0 });
    const own = Object.values(lora.layers).flatMap(({ A, B }) => [A, B]);
    expect(parameters(model)).toEqual(own);
    expect(Object.keys(lora.layers)).toEqual(['attention.input', 'head']);
    expect(Object.keys(stateDict(model))).toEqual([
      ...['attention.input.weight', 'attention.input.bias'],
      ...['attention.input.lora.parts.all.A', 'attention.input.lora.parts.all.B'],
      ...['head.weight', 'head.bias', 'head.lora.parts.all.A', 'head.lora.parts.all.B'],
    ]);
    expect(lora.config).toEqual({
      ...{ rank, alpha: rank, dropout: 0, rsLora: false },
      targets: ['attention.input', 'head'],
    });
  });

  test('a step of training moves A and B, and the model with them, and no other weight', async () => {
    const model = make();
    const x = seededTensor([batch, inSize], 1);
    const before = await Promise.all(
      ['attention.input.weight', 'head.bias'].map((name) =>
        readValues(stateDict(model)[name] as tf.Tensor),
      ),
    );
    const lora = applyLora(model, { rank, targets: /value|head/, rng });
    const loss = () => tf.mean(tf.square(run(model, x))) as tf.Scalar;
    const first = (await readValues(loss()))[0] as number;
    const optimizer = sgd({ learningRate: 0.3 });
    for (let step = 0; step < 5; step++) {
      const { value, grads } = valueAndGrads(loss, parameters(model));
      optimizer.update(grads);
      tf.dispose([value, [...grads.values()]]);
    }
    expect((await readValues(loss()))[0] as number).toBeLessThan(0.8 * first);
    expect(Object.keys(lora.layers)).toEqual(['attention.value', 'head']);
    const after = await Promise.all(
      ['attention.input.weight', 'head.bias'].map((name) =>
        readValues(stateDict(model)[name] as tf.Tensor),
      ),
    );
    expect(after).toEqual(before);
  });

  test('merged it computes the same, and unmerged it is as it was, bit for bit', async () => {
    const model = make();
    const x = seededTensor([batch, inSize], 1);
    const lora = applyLora(model, { rank, alpha, targets: ['query', 'key', 'head'], rng });
    fill(lora);
    const weights = () =>
      Promise.all([model.attention.input.weight, model.head.weight].map((w) => readValues(w)));
    const [before, beside] = [await weights(), run(model, x)];
    const whole = tf.tidy(() => tf.clone(weightOf(model.head)));
    lora.merge();
    lora.merge();
    expect(lora.isMerged).toBe(true);
    expect(run(model, x)).toBeClose(beside, { absolute: 3e-6 });
    expect(model.head.weight as tf.Tensor).toBeClose(whole, { absolute: 1e-6 });
    expect(weightOf(model.head)).toBe(model.head.weight);
    expect(await weights()).not.toEqual(before);
    lora.unmerge();
    expect(await weights()).toEqual(before);
    expect(run(model, x)).toBeClose(beside, { absolute: 0 });
  });

  test('taken off, all is as before: what was frozen stays so', async () => {
    const model = make();
    freeze(model.head.bias);
    const [x, before] = [seededTensor([batch, inSize], 1), parameters(model)];
    const y = run(model, x);
    await expectNoLeaks(() => {
      const lora = applyLora(model, { rank, targets: 'all-linear', rng });
      fill(lora);
      lora.merge();
      lora.dispose();
      lora.dispose();
      expect(() => lora.merge()).toThrow(
        'Lora.merge: expected an adapter on its model, got one that was taken off',
      );
    });
    expect(run(model, x)).toBeClose(y, { absolute: 0 });
    expect(parameters(model)).toEqual(before);
    expect(Object.hasOwn(model.head, 'forward')).toBe(false);
    expect('lora' in model.head).toBe(false);
  });

  test('mergeAndUnload leaves the changed weights, which train', async () => {
    const model = make();
    const x = seededTensor([batch, inSize], 1);
    const count = parameters(model).length;
    const before = tf.memory().numTensors;
    const lora = applyLora(model, { rank, targets: 'all-linear', rng });
    fill(lora);
    const y = run(model, x);
    lora.mergeAndUnload();
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(run(model, x)).toBeClose(y, { absolute: 3e-6 });
    expect(parameters(model).length).toBe(count);
  });

  test('a part of the model may be trained beside', () => {
    const model = make();
    applyLora(model, { rank, targets: ['query'], rng });
    unfreeze(model.head);
    expect(parameters(model).length).toBe(4);
  });

  test('dropout draws while it trains: the same of one generator', async () => {
    const model = make();
    const x = seededTensor([batch, inSize], 1);
    const lora = applyLora(model, { rank, targets: ['input'], dropout: 0.5, rng });
    fill(lora);
    const plain = run(model, x);
    lora.train(random(3));
    const [dropped, again] = [run(model, x), run(model, x)];
    expect(again).toBeClose(dropped, { absolute: 0 });
    lora.train(random(4));
    expect(await readValues(run(model, x))).not.toEqual(await readValues(dropped));
    expect(() => weightOf(model.attention.input)).toThrow(
      'lora: attention.input: expected dropout 0, since what it is part of takes its weight and not its forward, got 0.5',
    );
    lora.eval();
    expect(run(model, x)).toBeClose(plain, { absolute: 0 });
  });

  test('a disposed model takes its adapter with it', () => {
    const before = tf.memory().numTensors;
    const model = make();
    const lora = applyLora(model, { rank, targets: 'all-linear', rng });
    dispose(model);
    lora.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses what is not there', async () => {
    const model = make();
    const at = (targets: unknown) => () =>
      applyLora(model, { rank, targets: targets as string[], rng });
    const all = 'attention.input, attention.query, attention.key, attention.value, head';
    await expectRefusal(
      at(['attention.querry']),
      `applyLora: targets: expected ends of ${all}, got attention.querry (is it attention.query?)`,
    );
    await expectRefusal(
      at(/q_proj/),
      `applyLora: targets: expected some of ${all}, got none of them`,
    );
    const rule = 'a list of ends of paths, a regular expression, a function or "all-linear"';
    for (const targets of [[], 'head', undefined, [3]]) {
      await expectRefusal(at(targets), new RegExp(`^applyLora: targets: expected ${rule}, got `));
    }
    await expectRefusal(
      () => applyLora({ weight: model.head.weight }, { rank, targets: 'all-linear', rng }),
      'applyLora: targets: expected some of paths of Linear layers, of which the model has none, got none of them',
    );
    applyLora(model, { rank, targets: ['head'], rng });
    await expectRefusal(
      at(['head', 'query']),
      'applyLora: head: expected a Linear without an adapter, got one with',
    );
  });
});
