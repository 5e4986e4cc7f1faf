import { random } from '@dl/core';
import { backendName, expectNoLeaks, expectRefusal, readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { AdditiveAttention } from './additive-attention';
import { attend, attendWithWeights } from './attend';
import { GeneralAttention } from './general-attention';
import { MultiHeadAttention } from './multi-head-attention';
import { applyRotary } from './rotary';
import { SimpleAttention } from './simple-attention';

const rng = random(1);
const inputs = () =>
  [1, 2, 3].map((seed) => seededTensor([2, 4, 3], seed)) as [tf.Tensor, tf.Tensor, tf.Tensor];

type Call = (options: never) => unknown;

/** Everything that takes options, with a slip of a name and what is meant by it. */
const CALLS: Record<string, [prepare: () => Call, slip: string, meant: string]> = {
  attend: [withInputs((q, k, v) => (o) => attend(q, k, v, o)), 'drop', 'dropout'],
  attendWithWeights: [
    withInputs((q, k, v) => (o) => attendWithWeights(q, k, v, o)),
    'masks',
    'mask',
  ],
  'attend: mask': [
    withInputs((q, k, v) => (mask) => attend(q, k, v, { mask })),
    'length',
    'lengths',
  ],
  applyRotary: [
    () => {
      const x = tf.zeros([3, 4]);
      return (o) => applyRotary(x, o);
    },
    'theta',
    '',
  ],
  'applyRotary: scaling': [
    () => {
      const x = tf.zeros([3, 4]);
      return (scaling) => applyRotary(x, { scaling });
    },
    'factors',
    'factor',
  ],
  MultiHeadAttention: [() => (o) => new MultiHeadAttention(6, 2, o), 'kv_heads', 'kvHeads'],
  'MultiHeadAttention.forward': [
    heads((layer, x) => (o) => layer.forward(x, o)),
    'train',
    'training',
  ],
  'MultiHeadAttention.step': [heads((layer, x) => (o) => layer.step(x, o)), 'caches', 'cache'],
  'MultiHeadAttention.step: mask': [
    heads((layer, x) => (mask) => layer.step(x, { mask })),
    'windows',
    'window',
  ],
  SimpleAttention: [() => (o) => new SimpleAttention(4, o), 'memory', 'memorySize'],
  GeneralAttention: [() => (o) => new GeneralAttention(4, 3, o), 'initializer', 'init'],
  'GeneralAttention.forward': [
    withInputs((q) => {
      const layer = new GeneralAttention(3, 3, { rng });
      return (o) => layer.forward(q, o);
    }),
    'lengths',
    '',
  ],
  AdditiveAttention: [() => (o) => new AdditiveAttention(4, 3, o), 'hidden', 'hiddenSize'],
  'AdditiveAttention.forward': [
    withInputs((q) => {
      const layer = new AdditiveAttention(3, 3, { rng });
      return (o) => layer.forward(q, o);
    }),
    'masks',
    'mask',
  ],
};

function withInputs(f: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => Call): () => Call {
  return () => f(...inputs());
}

function heads(f: (layer: MultiHeadAttention, x: tf.Tensor) => Call): () => Call {
  return () => f(new MultiHeadAttention(6, 2, { rng }), tf.zeros([2, 3, 6]));
}

describe('options', () => {
  test.each(Object.keys(CALLS))('are read whole: %s', async (where) => {
    const [prepare, slip, meant] = CALLS[where] as (typeof CALLS)[string];
    const call = prepare();
    const hint = meant === '' ? '' : `.*\\(is it ${meant}\\?\\)`;
    for (const [options, message] of [
      [null, 'null'],
      ['yes', '"yes"'],
      [[1], '\\[1\\]'],
      [{ [slip]: 1 }, `"${slip}"${hint}`],
    ] as const) {
      await expectRefusal(
        () => call(options as never),
        new RegExp(`^${where}: expected .*, got ${message}`),
      );
    }
  });

  test('are checked in their kinds', async () => {
    const [q, k, v] = inputs();
    const refuse = async (options: object, message: string) =>
      expectRefusal(() => attend(q, k, v, options as never), `attend: ${message}`);
    await refuse({ training: 1 }, 'training: expected true or false, got 1');
    await refuse({ mask: { causal: 'yes' } }, 'mask.causal: expected true or false, got "yes"');
    await refuse({ scale: 1e300 }, 'scale: expected a number that float32 holds, got 1e+300');
    await refuse({ alibi: [1e39] }, 'alibi.0: expected a number that float32 holds, got 1e+39');
    await refuse({ alibi: { length: 1 } }, 'alibi: expected an array of slopes, got an Object');
    const lengths = (value: unknown) => ({ mask: { lengths: value } });
    await refuse(lengths('ab'), 'mask.lengths: expected integers, one a row, got "ab"');
    await refuse(lengths([4, '3']), 'mask.lengths.1: expected an integer from 0 to 4, got "3"');
    const duck = { shape: [4, 4], dtype: 'bool', isDisposed: false, dataId: {}, rank: 2 };
    await refuse(
      { mask: { tensor: duck } },
      'mask.tensor: expected a tensor of the running engine, got a bool tensor [4, 4]',
    );
  });

  test('sizes are those that 32 bits hold', async () => {
    const rule = 'expected a positive integer of at most 2147483647, got 2147483648';
    const most = 2 ** 31;
    await expectRefusal(
      () => new AdditiveAttention(4, most, { rng }),
      `AdditiveAttention: memorySize: ${rule}`,
    );
    await expectRefusal(
      () => new AdditiveAttention(4, 3, { rng, hiddenSize: most }),
      `AdditiveAttention: hiddenSize: ${rule}`,
    );
    await expectRefusal(
      () => new GeneralAttention(most, 4, { rng }),
      `GeneralAttention: querySize: ${rule}`,
    );
    await expectRefusal(() => new SimpleAttention(most, { rng }), `SimpleAttention: size: ${rule}`);
    await expectRefusal(
      () => new MultiHeadAttention(most, 2, { rng }),
      `MultiHeadAttention: size: ${rule}`,
    );
  });

  test('a constructor whose init throws leaves nothing', async () => {
    let calls = 0;
    const init = (shape: readonly number[]) => {
      if (++calls % 2 === 0) throw new Error('no more');
      return tf.zeros(shape as number[]);
    };
    for (const make of [
      () => new MultiHeadAttention(6, 2, { rng, init }),
      () => new SimpleAttention(6, { rng, init }),
      () => new AdditiveAttention(6, 2, { rng, init }),
    ]) {
      await expectNoLeaks(() => expect(make).toThrow('no more'));
    }
  });
});

describe('lengths', () => {
  test('may be numbers of any kind, 0 too', async () => {
    const [q, k, v] = inputs();
    const output = attend(q, k, v, { mask: { lengths: [0, 3] } });
    const wanted = Array.from(await readValues(output));
    expect(wanted.slice(0, 12)).toEqual(new Array(12).fill(0));
    expect(wanted.slice(12).every((x) => x !== 0)).toBe(true);
    const typed = attend(q, k, v, { mask: { lengths: Int32Array.of(0, 3) } });
    expect(typed).toBeClose(tf.tensor(wanted, q.shape), { absolute: 0, relative: 0 });
    const tensor = tf.tensor1d([0, 3], 'int32');
    if (backendName === 'webgpu') {
      await expectRefusal(
        () => attend(q, k, v, { mask: { lengths: tensor } }),
        'attend: mask.lengths: expected numbers on WebGPU, got a tensor, which cannot be read synchronously: pass await lengths.data()',
      );
      return;
    }
    const read = attend(q, k, v, { mask: { lengths: tensor } });
    expect(read).toBeClose(tf.tensor(wanted, q.shape), { absolute: 0, relative: 0 });
    const floats = tf.tensor1d([0, 3]);
    await expectRefusal(
      () => attend(q, k, v, { mask: { lengths: floats } }),
      'attend: mask.lengths: expected dtype int32, got float32',
    );
  });
});

describe('what a caller has written', () => {
  const layer = () =>
    new MultiHeadAttention(4, 2, {
      rng,
      positions: { name: 'mine', turn: (x) => tf.slice(x, [0, 0, 0, 0], [-1, -1, 1, -1]) },
    });

  test('positions that give another shape are refused', async () => {
    const [own, x] = [layer(), seededTensor([2, 5, 4], 1)];
    await expectRefusal(
      () => own.forward(x),
      'MultiHeadAttention: positions.turn(): expected [2, 2, 5, 2], got [2, 2, 1, 2]',
    );
  });

  test('a memory is asked for once', () => {
    const own = new MultiHeadAttention(4, 2, { rng });
    const [x, memory] = [seededTensor([2, 3, 4], 1), seededTensor([2, 5, 4], 2)];
    let asked = 0;
    const options = {
      get memory() {
        return asked++ === 0 ? memory : tf.ones([2, 1, 4]);
      },
    };
    expect(own.forward(x, options)).toBeClose(own.forward(x, { memory }));
    const { keys, values, ...rows } = own.remember(memory);
    let seen = 0;
    const cache = {
      get keys() {
        return seen++ === 0 ? keys : tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
      },
      values,
      ...rows,
    };
    expect(own.forward(x, { memory: cache })).toBeClose(own.forward(x, { memory }));
  });
});
