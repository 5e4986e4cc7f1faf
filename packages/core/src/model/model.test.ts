import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test, vi } from 'vitest';
import { dispose } from './dispose';
import { parameters } from './parameters';
import { stateDict } from './state-dict';
import { summary } from './summary';

const variable = (shape: number[], trainable = true) =>
  tf.tidy(() => tf.variable(tf.zeros(shape), trainable));

class Layer {
  readonly weight: tf.Variable;
  readonly bias: tf.Variable | undefined;
  readonly name = 'layer';
  constructor(inSize: number, outSize: number, bias = true) {
    this.weight = variable([inSize, outSize]);
    this.bias = bias ? variable([outSize]) : undefined;
  }
  get data(): never {
    throw new Error('a getter was called');
  }
  forward(x: tf.Tensor) {
    return x;
  }
}

describe('stateDict', () => {
  test('names Variables by the fields, positions and keys that lead to them', () => {
    const model = {
      encoder: { cells: [new Layer(2, 3), new Layer(3, 5, false)] },
      heads: new Map<string | number, unknown>([
        ['left', new Layer(5, 7, false)],
        [4, variable([1])],
      ]),
      bag: new Set([variable([11])]),
      running: variable([13], false),
    };
    const dict = stateDict(model);
    expect(Object.entries(dict).map(([path, { shape }]) => [path, shape])).toEqual([
      ['encoder.cells.0.weight', [2, 3]],
      ['encoder.cells.0.bias', [3]],
      ['encoder.cells.1.weight', [3, 5]],
      ['heads.left.weight', [5, 7]],
      ['heads.4', [1]],
      ['bag.0', [11]],
      ['running', [13]],
    ]);
    expect(dict['encoder.cells.0.weight']).toBe(model.encoder.cells[0]?.weight);
  });

  test('a Variable, a function and an array are models', () => {
    const single = variable([2]);
    expect(stateDict(single)).toEqual({ '': single });
    expect(stateDict((x: tf.Tensor) => x)).toEqual({});
    expect(stateDict(Object.assign(() => 1, { scale: single }))).toEqual({ scale: single });
    expect(stateDict([null, [single], undefined, 3])).toEqual({ '1.0': single });
  });

  test('lists a tied weight once, under its first path, and survives cycles', () => {
    const shared = new Layer(2, 3, false);
    const model: Record<string, unknown> = { embed: shared, output: { weight: shared.weight } };
    model.self = model;
    model.again = [shared, model];
    expect(Object.keys(stateDict(model))).toEqual(['embed.weight']);
  });

  test('calls no getter and passes over what is no Variable', () => {
    const model = {
      get lazy(): never {
        throw new Error('a getter was called');
      },
      get data(): never {
        throw new Error('a getter was called');
      },
      layer: new Layer(2, 3, false),
      table: new Float32Array(1_000_000),
      words: ['a', 'b'],
      constant: tf.zeros([3]),
      slots: new Map([[variable([1]), { momentum: variable([1]) }]]),
    };
    expect(Object.keys(stateDict(model))).toEqual(['layer.weight']);
  });

  test('refuses two Variables at one path', () => {
    const model = { 'a.b': variable([1]), a: { b: variable([1]) } };
    expect(() => stateDict(model)).toThrow(
      'stateDict: model: expected one Variable at "a.b", got two',
    );
  });

  test('refuses what is no model', () => {
    expect(() => stateDict(undefined)).toThrow(
      'stateDict: model: expected an object, an array or a function, got undefined',
    );
    expect(() => parameters(Promise.resolve({}))).toThrow('parameters: model: expected an object');
    expect(() => dispose('model')).toThrow('got "model"');
  });
});

describe('parameters', () => {
  test('are the trainable Variables', () => {
    const layer = new Layer(2, 3);
    const model = { running: variable([3], false), layer, tied: layer.weight };
    expect(parameters(model)).toEqual([layer.weight, layer.bias]);
  });
});

describe('dispose', () => {
  test('frees each Variable once, and may be called again', () => {
    const constant = tf.zeros([3]);
    const before = tf.memory().numTensors;
    const layer = new Layer(2, 3);
    const model = { layer, tied: layer.weight, running: variable([5], false), constant };
    layer.bias?.dispose();
    dispose(model);
    dispose(model);
    expect(tf.memory().numTensors).toBe(before);
    expect(layer.weight.isDisposed).toBe(true);
    expect(constant.isDisposed).toBe(false);
  });
});

test('a model may be nested deeper than functions can be, and hold itself', () => {
  const weight = variable([2]);
  let node: Record<string, unknown> = { weight };
  for (let depth = 0; depth < 20_000; depth++) node = { own: node };
  node.self = node;
  expect(parameters(node)).toEqual([weight]);
  expect(summary(node, { print: false }).split('\n')[2]?.length).toBeLessThan(200);
  dispose(node);
  expect(weight.isDisposed).toBe(true);
});

describe('summary', () => {
  test('prints a table with totals, and gives it', () => {
    const layer = new Layer(128, 256);
    const print = vi.fn();
    const model = { encoder: layer, tied: layer.weight, mean: variable([7], false) };
    const table = summary(model, { print });
    expect(print.mock.calls).toEqual([[table]]);
    expect(table).toBe(
      [
        'path                  class  shape       parameters  trainable',
        '──────────────────────────────────────────────────────────────',
        'encoder.weight        Layer  [128, 256]      32,768  yes',
        'encoder.bias          Layer  [256]              256  yes',
        'mean                         [7]                  7  no',
        '──────────────────────────────────────────────────────────────',
        'total of 3 variables                         33,031',
        'trainable 33,024, fixed 7',
      ].join('\n'),
    );
    expect(summary(() => 1, { print: false })).toContain('total of 0 variables');
    expect(summary([variable([])], { print: false })).toContain('total of 1 variable ');
    expect(summary(variable([2]), { print: false })).toContain('[2]');
  });

  test('prints odd models too', () => {
    class Odd {
      static readonly name: string = 5 as never;
      weight = variable([2]);
    }
    const odd = Object.create({ constructor: 5 });
    odd['a\nb\u001b[31m'] = variable([3]);
    const table = summary({ odd, other: new Odd() }, { print: false });
    const rows = table.split('\n').slice(2, 4);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ['odd.a\\nb\\u001b[31m', '[3]', '3', 'yes'],
      ['other.weight', '[2]', '2', 'yes'],
    ]);
  });

  test('prints to the console', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const table = summary(new Layer(2, 3));
    expect(log.mock.calls).toEqual([[table]]);
    log.mockRestore();
  });

  test('refuses another printer', () => {
    expect(() => summary({}, { print: true as never })).toThrow(
      'summary: print: expected a function, got true',
    );
  });
});
