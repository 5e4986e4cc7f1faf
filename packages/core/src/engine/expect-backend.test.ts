import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { Conv2d } from '../nn/conv-2d';
import { Embedding } from '../nn/embedding';
import { LayerNorm } from '../nn/layer-norm';
import { Linear } from '../nn/linear';
import { random } from '../random/random';
import { valueAndGrads } from '../tape/value-and-grads';
import { expectBackend } from './expect-backend';

/** What tfjs's engine knows of backends. */
type Backends = Record<'backendName' | 'backendInstance' | 'registry' | 'registryFactory', unknown>;

const rng = random(1);
const FORGOTTEN: Record<string, () => unknown> = {
  'tf.tensor': () => tf.tensor([1, 2]),
  'tf.scalar': () => tf.scalar(1),
  'tf.zeros': () => tf.zeros([2]),
  'tf.fill': () => tf.fill([2], 1),
  'tf.variable': () => tf.variable(tf.tensor([1])),
  'tf.tidy': () => tf.tidy(() => tf.ones([2])),
  'random().normal': () => rng.normal([2]),
  'random().uniform': () => rng.uniform([2]),
  valueAndGrads: () => valueAndGrads(() => tf.scalar(1), []),
  Linear: () => new Linear(2, 3, { rng }),
  Conv2d: () => new Conv2d(2, 3, 3, { rng }),
  Embedding: () => new Embedding(5, 3, { rng }),
  LayerNorm: () => new LayerNorm(3),
  expectBackend: () => expectBackend('Cell'),
};

describe('before setup()', () => {
  const engine = tf.engine() as unknown as Backends;
  let before: Backends;
  beforeAll(() => {
    const { backendName, backendInstance, registry, registryFactory } = engine;
    before = { backendName, backendInstance, registry, registryFactory };
    Object.assign(engine, { backendName: undefined, backendInstance: null });
    Object.assign(engine, { registry: {}, registryFactory: {} });
  });
  afterAll(() => {
    Object.assign(engine, before);
  });

  test.each(Object.entries(FORGOTTEN))('%s says what to do', (_, call) => {
    expect(call).toThrow(/^\w+: expected a backend, got none: call await setup\(\) first$/);
  });

  test('layers name themselves', () => {
    expect(FORGOTTEN.Linear).toThrow('Linear: expected a backend, got none');
    expect(FORGOTTEN.expectBackend).toThrow('Cell: expected a backend, got none');
  });
});

test('a setup() that nobody awaits is none yet, and does no harm', async () => {
  const started = setup({ backend: backendName });
  expect(started).toBeInstanceOf(Promise);
  await started;
  expect(tf.add(1, 2)).toBeClose(3);
});
