import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { normal } from '../init/initializers';
import { keepArguments } from '../made/made-with';
import { dispose } from '../model/dispose';
import { stateDict } from '../model/state-dict';
import { BatchNorm } from '../nn/batch-norm';
import { Conv2d } from '../nn/conv-2d';
import { Dropout } from '../nn/dropout';
import { Embedding } from '../nn/embedding';
import { GroupNorm } from '../nn/group-norm';
import { LayerNorm, RmsNorm } from '../nn/layer-norm';
import { Linear } from '../nn/linear';
import { PRelu } from '../nn/prelu';
import { sequential } from '../nn/sequential';
import { relu } from '../ops/activation/activation';
import { gelu } from '../ops/activation/gelu';
import { type Rng, random } from '../random/random';
import { TableEncoder } from '../table/table-encoder';
import { load, save } from './save';

let folder: string;
const at = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dl-save-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A layer of a user's own. */
class Block {
  readonly norm: LayerNorm;
  readonly up: Linear;
  constructor(
    size: number,
    readonly options: { rng: Rng; width?: number },
  ) {
    keepArguments(this, Block, [size, options]);
    this.norm = new LayerNorm(size);
    this.up = new Linear(size, options.width ?? size, { rng: options.rng, activation: gelu });
  }
  forward(x: tf.Tensor) {
    return this.up.forward(this.norm.forward(x));
  }
}

const net = () => {
  const rng = random(1);
  return sequential(
    new Linear(3, 4, { rng, activation: 'relu', init: normal() }),
    new BatchNorm(4, { momentum: 0.2 }),
    relu,
    new Dropout(0.5),
    sequential(new Block(4, { rng, width: 6 }), new Linear(6, 2, { rng, bias: false })),
  );
};
const LAYERS = { Linear, BatchNorm, Dropout, Block, relu };
const NORMS = { LayerNorm, RmsNorm, GroupNorm, PRelu };

const numbers = (model: unknown) =>
  Object.entries(stateDict(model)).map(([name, x]) => [name, x.shape, [...x.dataSync()]]);

describe('save and load', () => {
  test.each([
    ['by name', LAYERS],
    ['in a list', Object.values(LAYERS)],
  ])('gives the same model, classes %s', async (_, layers) => {
    const model = net();
    await save(model, at('net.safetensors'));
    const again = await load<ReturnType<typeof net>>(at('net.safetensors'), { layers });
    expect(numbers(again)).toEqual(numbers(model));
    const x = seededTensor([5, 3], 2);
    expect(again.forward(x)).toBeClose(model.forward(x), { absolute: 0 });
    expect((again.layers[1] as BatchNorm).momentum).toBe(0.2);
  });

  test('keeps objects, arrays, values, tied layers and encoders', async () => {
    const rng = random(1);
    const tied = new Linear(2, 2, { rng });
    const encoder = TableEncoder.fit(
      [
        { a: 1, k: 'x' },
        { a: 3, k: 'y' },
      ],
      { target: 'k' },
    );
    const model = {
      parts: [tied, { again: tied }],
      scale: 0.5,
      most: Infinity,
      name: 'mine',
      none: null,
      encoder,
    };
    await save(model, at('tied.safetensors'));
    const layers = { Linear, TableEncoder };
    const again = await load<typeof model>(at('tied.safetensors'), { layers });
    expect((again.parts[1] as { again: Linear }).again).toBe(again.parts[0]);
    expect([again.scale, again.most, again.name, again.none]).toEqual([
      0.5,
      Infinity,
      'mine',
      null,
    ]);
    expect(again.encoder.encode([{ a: 2, k: 'y' }])).toEqual(encoder.encode([{ a: 2, k: 'y' }]));
  });

  test('draws nothing, and leaves nothing where it fails', async () => {
    const model = {
      net: net(),
      ids: new Embedding(5, 3, { rng: random(1) }),
      conv: new Conv2d(1, 2, [3, 2], { rng: random(1), stride: 2 }),
    };
    await save(model, at('all.safetensors'));
    const draws = vi.spyOn(Object.getPrototypeOf(random(0)), 'uniform');
    const layers = { ...LAYERS, Embedding, Conv2d };
    const again = await load(at('all.safetensors'), { layers });
    expect(draws).not.toHaveBeenCalled();
    draws.mockRestore();
    expect(numbers(again)).toEqual(numbers(model));
    await expectNoLeaks(async () => {
      await expect(load(at('all.safetensors'), { layers: LAYERS })).rejects.toThrow(
        'expected a class or function of layers',
      );
      dispose((await load(at('all.safetensors'), { layers })) as object);
    });
  });

  test('options are kept as they were', async () => {
    const own: { rng: Rng; bias: boolean } = { rng: random(1), bias: false };
    const layer = new Linear(2, 2, own);
    own.bias = true;
    await save(layer, at('own.safetensors'));
    expect(
      (await load<Linear>(at('own.safetensors'), { layers: { Linear } })).bias,
    ).toBeUndefined();
  });

  test('says what cannot be made again', async () => {
    class Other {
      readonly weight = tf.variable(tf.zeros([2]));
    }
    class Wider extends Linear {}
    const refuse = (model: unknown, message: string | RegExp) =>
      expectRefusal(() => save(model, at('x')), message);
    const other = { a: [new Other()] };
    await refuse(
      other,
      /^save: a\.0: expected a plain object, an array, or what keepArguments knows, got/,
    );
    const wider = new Wider(2, 2, { rng: random(1) });
    await refuse(wider, /^save: model: expected a plain object/);
    const tensor = { x: tf.zeros([2]) };
    await refuse(tensor, /^save: x: expected a plain object/);
    await refuse({ x: 3n }, /^save: x: expected what JSON can hold/);
    const unnamed = [(x: tf.Tensor) => x][0];
    await refuse({ a: [unnamed] }, /^save: a\.0: expected a function with a name/);
    const [one, two] = [0, 1].map(() => function twice() {});
    await refuse([one, one, two], /^save: 2: expected one class or function of each name/);
    const holder: { name: string; parts: unknown[] } = { name: 'mine', parts: [] };
    holder.parts.push({ self: holder });
    await refuse(holder, /^save: parts\.0\.self: expected no part that holds itself/);
    await expectRefusal(
      () => save({}, 3 as never),
      /^save: target: expected a path or a store, got 3/,
    );
  });

  test('refuses files that are none, damaged, or of parts that nobody handed in', async () => {
    const model = net();
    await save(model, at('good'));
    const refuse = (name: string, message: RegExp, layers: object = LAYERS) =>
      expectRefusal(() => load(at(name), { layers: layers as never }), message);
    await refuse('missing', /expected a saved model, got nothing$/);
    const { Block: _, ...fewer } = LAYERS;
    await refuse(
      'good',
      /layers\.4\.layers\.0: expected a class or function of layers \(Linear, BatchNorm, Dropout, relu\), got "Block"$/,
      fewer,
    );
    await expectRefusal(() => load(at('good'), {} as never), /^load: layers: expected classes/);
    await expectRefusal(
      () => load(at('good'), { layers: [3] as never }),
      /^load: layers\.0: expected a function/,
    );
    const bytes = await readFile(at('good'));
    for (const cut of [10, 200, bytes.length - 1]) {
      await writeFile(at('cut'), bytes.subarray(0, cut));
      await expect(load(at('cut'), { layers: LAYERS })).rejects.toThrow(/expected/);
    }
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    await writeFile(at('flipped'), bytes);
    await refuse('flipped', /expected what was saved, with CRC-32/);
  });

  test.each([
    ['other JSON', '3', 'expected a part of a model, got 3'],
    ['no JSON', '{', 'model: expected JSON'],
    ['nothing', '{}', 'expected a part of a model'],
    ['a part after it', '{"list":[{"same":1}]}', 'expected a part before it, got 1'],
    ['a part of itself', '{"fields":{"a":{"same":0}}}', 'a: expected a part before it, got 0'],
    [
      'a name of every object',
      '{"make":"toString","args":[]}',
      'expected a class or function of layers',
    ],
    ['arguments that are none', '{"make":"Linear","args":3}', 'expected a list of parts, got 3'],
    [
      'a huge layer',
      '{"make":"Linear","args":[{"value":30000},{"value":30000},{"fields":{"rng":{"rng":true}}}]}',
      'expected at most the 8 numbers that are left in the file, got [30000, 30000]',
    ],
    ...['BatchNorm', 'LayerNorm', 'RmsNorm', 'PRelu'].map((name): [string, string, string] => [
      `a huge ${name}`,
      `{"make":"${name}","args":[{"value":1000000000}]}`,
      `load: ${name}: expected at most the 8 numbers that are left in the file, got [1000000000]`,
    ]),
    [
      'a huge GroupNorm',
      '{"make":"GroupNorm","args":[{"value":1},{"value":1000000000}]}',
      'load: GroupNorm: expected at most the 8 numbers that are left in the file',
    ],
    [
      'many small norms, more than the file holds',
      `{"list":[${Array(3).fill('{"make":"PRelu","args":[{"value":3}]}').join()}]}`,
      'load: PRelu: expected at most the 2 numbers that are left in the file, got [3]',
    ],
    [
      'huge statistics without weights',
      '{"make":"BatchNorm","args":[{"value":1000000000},{"fields":{"affine":{"value":false}}}]}',
      'load: BatchNorm: expected at most the 8 numbers that are left in the file',
    ],
    [
      'sizes that are none',
      '{"make":"Linear","args":[{"value":-1},{"value":2}]}',
      'Linear: inSize',
    ],
    [
      'a deep one',
      `${'{"list":['.repeat(200)}{"value":1}${']}'.repeat(200)}`,
      'expected a part of a model',
    ],
    [
      'hostile names',
      '{"fields":{"__proto__":{"fields":{"polluted":{"value":1}}}}}',
      'loadStateDict',
    ],
  ])('refuses a description of %s', async (_, text, message) => {
    const data = new Float32Array(8);
    const tensors = { w: { dtype: 'F32', shape: [8], data } } as const;
    await writeFile(at('forged'), writeSafetensors(tensors, { format: 'dl-model-1', model: text }));
    expect(Object.keys(readSafetensors(await readFile(at('forged'))).tensors)).toEqual(['w']);
    await expectNoLeaks(async () => {
      await expect(load(at('forged'), { layers: { ...LAYERS, ...NORMS } })).rejects.toThrow(
        message,
      );
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
