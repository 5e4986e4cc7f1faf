import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StoredTensor } from '../files/safetensors';
import { Linear } from '../nn/linear';
import { random } from '../random/random';
import { fromTorch, toTorch } from './from-torch';

beforeEach(() => {
  model = make();
});

const make = () => ({ head: new Linear(3, 2, { rng: random(1) }) });
let model = undefined as unknown as ReturnType<typeof make>;
const numbers = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i + 1),
});
const STATE = { 'head.weight': numbers(2, 3), 'head.bias': numbers(2) };
const under = (prefix: string, state: object = STATE) =>
  Object.fromEntries(Object.entries(state).map(([name, x]) => [`${prefix}${name}`, x]));
const loaded = async (tensors: object, options?: object) => {
  const own = make();
  const report = fromTorch(own, tensors as never, options);
  expect([...((await own.head.bias?.data()) ?? [])]).toEqual([1, 2]);
  expect([...(await own.head.weight.data())]).toEqual([1, 4, 2, 5, 3, 6]);
  return report;
};
const NOTHING = { missing: [], unexpected: [] };

describe('what wrappers put before every name', () => {
  test('goes where the rest fits, and the report says so', async () => {
    for (const prefix of [
      'module.',
      '_orig_mod.',
      'model.',
      'module._orig_mod.',
      '_orig_mod.module.model.',
    ]) {
      expect(await loaded(under(prefix))).toEqual({ ...NOTHING, prefix });
      expect(await loaded(under(prefix), { strict: false })).toEqual({ ...NOTHING, prefix });
    }
    expect(await loaded(STATE)).toEqual(NOTHING);
  });

  test('stays where the rest does not fit, and the error says what may be meant', async () => {
    const hint = '(every name begins with "module.": see prefix)';
    const { 'head.bias': _, ...part } = STATE;
    for (const state of [
      part,
      { ...STATE, more: numbers(1) },
      { ...STATE, 'head.bias': numbers(3) },
    ]) {
      const message = new RegExp(`^fromTorch: expected values .*${hint.replace(/[()]/g, '\\$&')}$`);
      await expectRefusal(() => fromTorch(model, under('module.', state)), message);
    }
    // Not before every name, so that it may mean something.
    await expectRefusal(
      () => fromTorch(model, { ...under('module.'), other: numbers(1) }),
      /2 missing: head\.weight, head\.bias; 3 unexpected: [^(]*$/,
    );
  });

  test("is the model's own where it has the name", async () => {
    expect(fromTorch({ model }, under('model.'))).toEqual(NOTHING);
  });
});

describe('prefix and rename', () => {
  test('a prefix takes a part of a larger model', async () => {
    const whole = { ...under('encoder.'), 'decoder.weight': numbers(4) };
    expect(await loaded(whole, { prefix: 'encoder.' })).toEqual(NOTHING);
    await expectRefusal(
      () => fromTorch(model, whole, { prefix: 'coder.' }),
      'fromTorch: prefix: expected what names begin with, got "coder."',
    );
    await expectRefusal(() => fromTorch(model, under('module.'), { prefix: '' }), /2 missing/);
  });

  test('names change by a list or a function', async () => {
    const other = { w: STATE['head.weight'], 'head.bias': STATE['head.bias'] };
    expect(await loaded(other, { rename: { w: 'head.weight' } })).toEqual(NOTHING);
    const compiled = { ...under('net._orig_mod.'), junk: numbers(1) };
    const rename = (name: string) => (name === 'junk' ? undefined : name.replace('_orig_mod.', ''));
    expect(
      await loaded(compiled, { prefix: '', rename: (n: string) => rename(n)?.replace('net.', '') }),
    ).toEqual(NOTHING);
    expect(
      await loaded(under('a.', other), { prefix: 'a.', rename: { w: 'head.weight' } }),
    ).toEqual(NOTHING);
  });

  test.each<[object, string | RegExp]>([
    [{ rename: { v: 'w' } }, 'fromTorch: rename: expected names of the state dict, got "v"'],
    [
      { rename: { 'head.bias': 'head.weight' } },
      'fromTorch: rename: expected a name for each, got "head.weight" for "head.weight" and "head.bias"',
    ],
    [{ rename: () => 3 }, 'fromTorch: rename: "head.weight": expected a name or undefined, got 3'],
    [
      { rename: { 'head.bias': 3 } },
      'fromTorch: rename: expected names by name, or a function, got an Object',
    ],
    [{ rename: null }, 'fromTorch: rename: expected names by name, or a function, got null'],
    [{ prefix: 3 }, 'fromTorch: prefix: expected a text, got 3'],
    [{ strict: 'no' }, 'fromTorch: strict: expected true or false, got "no"'],
    [
      { prefixes: '' },
      /expected an option of layers, strict, prefix or rename, got "prefixes" \(is it prefix\?\)/,
    ],
  ])('refuses %j', async (options, message) => {
    await expectRefusal(() => fromTorch(model, STATE, options), message);
  });
});

describe('values that are none', () => {
  const bigints = { dtype: 'I64', shape: [2], data: new Float32Array(2) };
  test.each<[unknown, string]>([
    [null, 'head.bias (null for a tensor)'],
    [1, 'head.bias (1 for a tensor)'],
    ['x', 'head.bias ("x" for a tensor)'],
    [{}, 'head.bias (an Object for a tensor)'],
    [{ shape: [2] }, 'head.bias (undefined for a Float32Array)'],
    [{ shape: ['2'], data: new Float32Array(2) }, 'head.bias (["2"] for [2])'],
    [{ shape: [2], data: new Float32Array(3) }, 'head.bias (3 numbers for 2)'],
    [
      { shape: [2], data: new Int32Array(2) },
      'head.bias (an Int32Array of 8 bytes for a Float32Array)',
    ],
    [bigints, 'head.bias (data of I64: expected a BigInt64Array, got a Float32Array of 8 bytes)'],
    [{ dtype: 'C64', shape: [2], data: new Float32Array(4) }, 'head.bias (expected a dtype of F64'],
    [
      { dtype: 'I64', shape: [2], data: BigInt64Array.of(1n, 2n ** 40n) },
      'head.bias (expected numbers of 32 bits at entry 1',
    ],
  ])('%#', async (value, misfit) => {
    const error = await expectRefusal(
      () => fromTorch(model, { ...STATE, 'head.bias': value } as never),
      /^fromTorch: expected values that fit the model, got 1 that do not fit: /,
    );
    expect(error.message).toContain(misfit);
  });

  test('a bool goes there and back as one', async () => {
    const masked = { mask: tf.variable(tf.tensor1d([true, false], 'bool'), false) };
    const there = await toTorch(masked);
    expect(there).toEqual({ mask: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 0) } });
    const other = { mask: tf.variable(tf.tensor1d([false, false], 'bool'), false) };
    fromTorch(other, there as Record<string, StoredTensor>);
    expect([...(await other.mask.data())]).toEqual([1, 0]);
  });
});

describe('keys with dots of their own', () => {
  test('lead to their layers all the same', async () => {
    const own = {
      'a.b': make().head,
      a: { c: make().head },
      layers: new Map([['x.y', make().head]]),
    };
    const state = { ...under('a.b.'), ...under('a.c.'), ...under('layers.x.y.') };
    const plain = Object.fromEntries(
      Object.entries(state).map(([name, x]) => [name.replace('head.', ''), x]),
    );
    expect(fromTorch(own, plain as never)).toEqual(NOTHING);
    for (const layer of [own['a.b'], own.a.c, own.layers.get('x.y') as Linear]) {
      expect([...(await layer.weight.data())]).toEqual([1, 4, 2, 5, 3, 6]);
    }
    expect(Object.keys(await toTorch(own)).sort()).toEqual(Object.keys(plain).sort());
  });
});

describe('a codec that lies is refused', () => {
  const whole = {
    shapes: () => ({ weight: [2, 3], bias: [2] }),
    inward: ({ weight, bias }: Record<string, ReturnType<typeof numbers>>) => ({
      weight: { ...weight, shape: [3, 2] },
      bias,
    }),
    outward: () => ({ weight: numbers(2, 3), bias: numbers(2) }),
  };
  const layersOf = (part: object) => [{ layer: Linear, module: { ...whole, ...part } }] as never;
  const load = (layers: unknown) => fromTorch(model, STATE as never, { layers: layers as never });

  test('by what it has', async () => {
    expect(load(layersOf({}))).toEqual(NOTHING);
    for (const part of [{ module: {} }, { module: { ...whole, inward: 3 } }]) {
      await expectRefusal(
        () => load([{ layer: Linear, ...part }]),
        'fromTorch: layers.0: expected a codec, got an Object',
      );
    }
  });

  test.each<[object, string]>([
    [{ inward: () => undefined }, 'inward(): expected values by name, got undefined'],
    [
      { inward: () => ({ weight: numbers(3, 2) }) },
      'inward(): expected values of weight, bias, got weight',
    ],
    [
      { inward: () => ({ weight: numbers(3, 2), bias: numbers(2), more: numbers(1) }) },
      'inward(): expected values of weight, bias, got weight, bias, more',
    ],
  ])('by what it gives inward %#', async (part, message) => {
    await expectRefusal(() => load(layersOf(part)), `fromTorch: layers: ${message}`);
  });

  test.each<[object, string]>([
    [
      { outward: () => ({ weight: numbers(2, 3) }) },
      'expected values of head.weight, head.bias, got head.weight',
    ],
    [
      { outward: () => ({ weight: numbers(2, 3), bias: { shape: [2] } }) },
      'expected 2 float32 numbers [2] for head.bias, got an Object',
    ],
    [
      {
        outward: () => ({
          weight: { ...numbers(2, 3), data: new Float32Array(5) },
          bias: numbers(2),
        }),
      },
      'expected 6 float32 numbers [2, 3] for head.weight, got a Float32Array of 20 bytes',
    ],
  ])('by what it gives outward %#', async (part, message) => {
    await expectRefusal(
      () => toTorch(model, { layers: layersOf(part) }),
      `toTorch: layers: outward(): ${message}`,
    );
  });

  test('by an order that is none, and one name for two', async () => {
    const fields = (own: object) => load([{ layer: Linear, fields: own }]);
    await expectRefusal(
      () => fields({ weight: { name: 'weight', order: [1, 1] } }),
      'fromTorch: layers: expected an order of the axes of head.weight [3, 2], got [1, 1]',
    );
    await expectRefusal(
      () => fields({ weight: { name: 'w' }, bias: { name: 'w' } }),
      'fromTorch: layers: expected a name for each Variable, got "head.w" twice',
    );
  });
});

test('tensors and Maps are refused for what they are', async () => {
  const bias = tf.ones([2]);
  await expectRefusal(
    () => fromTorch(model, { ...STATE, 'head.bias': bias } as never),
    /head\.bias \(a float32 tensor \[2\] for its numbers, \{ data, shape \}\)/,
  );
  await expectRefusal(
    () => fromTorch(model, STATE as never, { rename: new Map([['a', 'b']]) as never }),
    'fromTorch: rename: expected names by name, or a function, got a Map',
  );
});
