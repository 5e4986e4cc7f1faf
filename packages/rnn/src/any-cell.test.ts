import { random } from '@dl/core';
import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { bidirectional } from './bidirectional';
import type { Cell } from './cell';
import { CellStack } from './cell-stack';
import { RnnCell } from './rnn-cell';
import { runStack } from './stack';
import { unroll } from './unroll';

const EXACT = { absolute: 0, relative: 0 };
const xs = (time = 4) => seededTensor<tf.Tensor3D>([2, time, 3], 1);

/** h′ = h + the sum of x, as somebody may write a cell, and change it. */
function cellOf(change: object = {}): Cell {
  const cell: Cell = {
    inSize: 3,
    outSize: 5,
    zeroState: (batch) => tf.zeros([batch, 5]),
    step: (x, h) => tf.add(h, tf.sum(x, 1, true)),
    output: (h) => h,
  };
  return { ...cell, ...change };
}

describe('what is no cell', () => {
  test('is refused by everything that runs one', async () => {
    const own = cellOf();
    for (const [change, message] of [
      [{ step: undefined }, 'step: expected a function, got undefined'],
      [{ zeroState: 3 }, 'zeroState: expected a function, got 3'],
      [{ output: 'h' }, 'output: expected a function, got "h"'],
      [{ sequence: true }, 'sequence: expected a function, got true'],
      [{ expectState: null }, 'expectState: expected a function, got null'],
      [{ inSize: 0 }, 'inSize: expected a positive integer, got 0'],
      [{ outSize: NaN }, 'outSize: expected a positive integer, got NaN'],
      [
        { outSize: 2 ** 31 },
        'outSize: expected a positive integer of at most 2147483647, got 2147483648',
      ],
    ] as const) {
      const cell = cellOf(change);
      const [x, layers] = [xs(), [{ forward: cell }]];
      await expectRefusal(() => unroll(cell, x), `unroll: cell.${message}`);
      await expectRefusal(() => bidirectional(own, cell, x), `bidirectional: backward.${message}`);
      await expectRefusal(() => runStack('stack', layers, x), `stack: layers.0.forward.${message}`);
      await expectRefusal(
        () => new CellStack('stack', 3, {}, () => cell),
        `stack: make.${message}`,
      );
    }
    const x = xs();
    for (const cell of [undefined, null, -99, 'lstm', () => own]) {
      await expectRefusal(() => unroll(cell as never, x), /^unroll: cell: expected a cell, got /);
      await expectRefusal(
        () => new CellStack('s', 3, {}, () => cell as never),
        /^s: make: expected a cell/,
      );
    }
    await expectRefusal(
      () => unroll({ inSize: 2 } as never, x),
      /^unroll: cell.zeroState: expected a function/,
    );
    await expectRefusal(
      () => runStack('s', null as never, x),
      's: layers: expected an array of layers, got null',
    );
    await expectRefusal(
      () => runStack('s', [null] as never, x),
      /^s: layers.0.forward: expected a cell/,
    );
    await expectRefusal(
      () => new CellStack('s', 2, {}, () => own),
      /^s: make: inSize: expected an integer from 2 to 2, got 3/,
    );
  });
});

describe('a cell that breaks its promises', () => {
  const CASES: [string, object, string][] = [
    [
      'a step of another shape',
      { step: () => tf.zeros([2, 4]) },
      'unroll: cell.step: state: expected [2, 5], got [2, 4]',
    ],
    [
      'a step of another dtype',
      { step: () => tf.zeros([2, 5], 'int32') },
      'unroll: cell.step: state: expected dtype float32, got int32',
    ],
    [
      'a step that gives nothing',
      { step: () => undefined },
      'unroll: cell.step: state: expected a tensor [2, 5], got undefined',
    ],
    [
      'a step that is asynchronous',
      { step: async () => 1 },
      'unroll: cell.step: state: expected a tensor [2, 5], got a Promise',
    ],
    [
      'a step that disposes its state',
      {
        step: (x: tf.Tensor, h: tf.Tensor) => {
          const next = tf.add(h, tf.sum(x, 1, true));
          h.dispose();
          return next;
        },
      },
      'unroll: cell.step: state: expected it to be left as it was given, got it disposed',
    ],
    [
      'a step that disposes its input',
      {
        step: (x: tf.Tensor, h: tf.Tensor) => {
          x.dispose();
          return tf.add(h, 1);
        },
      },
      'unroll: cell.step: x: expected it to be left as it was given, got it disposed',
    ],
    [
      'an output of another width',
      { output: () => tf.zeros([2, 6]) },
      'unroll: cell.output: expected [2, 5], got [2, 6]',
    ],
    [
      'a kernel of another width',
      { sequence: () => ({ outputs: tf.zeros([2, 4, 6]), state: tf.zeros([2, 5]) }) },
      'unroll: cell.sequence: expected [2, 4, 5], got [2, 4, 6]',
    ],
  ];

  test.each(CASES)('%s', async (_, change, message) => {
    const [cell, x] = [cellOf(change), xs()];
    for (const options of [{}, { lengths: [2, 4] }, { reverse: true }]) {
      await expectRefusal(() => tf.tidy(() => unroll(cell, x, options) as never), message);
    }
  });

  test('a state that is made otherwise than its first', async () => {
    const pair = cellOf({
      zeroState: (batch: number) => ({ h: tf.zeros([batch, 5]), m: tf.zeros([batch, 5]) }),
      step: (_: tf.Tensor, { h }: { h: tf.Tensor }) => ({ h: tf.add(h, 1) }),
      output: ({ h }: { h: tf.Tensor }) => h,
    });
    const x = xs();
    await expectRefusal(
      () => unroll(pair, x),
      'unroll: cell.step: state.m: expected a tensor [2, 5], got undefined',
    );
    const state = { h: tf.zeros([2, 5]) } as never;
    await expectRefusal(
      () => unroll(pair, x, { state }),
      'unroll: state.m: expected a tensor [2, 5], got undefined',
    );
    await expectRefusal(
      () => unroll(pair, x, { state: [] as never }),
      'unroll: state.h: expected a tensor [2, 5], got undefined',
    );
  });
});

describe('the state that comes out', () => {
  test('is the caller’s to dispose, where a step gives back the very state or a Variable', () => {
    const weight = tf.variable(tf.ones([2, 5]));
    for (const step of [(_: tf.Tensor, h: tf.Tensor) => h, () => weight]) {
      const cell = cellOf({ step });
      const state = tf.ones<tf.Rank.R2>([2, 5]);
      const result = unroll(cell, xs(), { state });
      result.state.dispose();
      const stack = new CellStack('stack', 3, {}, () => cell);
      const next = stack.step(tf.ones([2, 3]), [state]);
      tf.dispose(next as never);
      expect([state.isDisposed, weight.isDisposed]).toEqual([false, false]);
      expect(result.outputs).toBeClose(tf.ones([2, 4, 5]), EXACT);
    }
  });

  test('holds numbers as they are', () => {
    const counting = cellOf({
      zeroState: (batch: number) => ({ h: tf.zeros([batch, 5]), steps: 0 }),
      step: (_: tf.Tensor, s: { h: tf.Tensor; steps: number }) => ({
        h: tf.add(s.h, 1),
        steps: s.steps + 1,
      }),
      output: ({ h }: { h: tf.Tensor }) => h,
    });
    const { state } = unroll(counting, xs(), { lengths: [2, 4] }) as never as {
      state: { h: tf.Tensor; steps: number };
    };
    expect(state.steps).toBe(4);
    expect(tf.slice(state.h, [0, 0], [-1, 1])).toBeClose(tf.tensor2d([2, 4], [2, 1]), EXACT);
  });
});

describe('RnnCell.sequence', () => {
  test('checks what its kernel trusts', async () => {
    const cell = new RnnCell(3, 5, { rng: random(1) });
    const x = xs();
    const state = tf.zeros<tf.Rank.R2>([2, 4]);
    const refuse = (f: () => unknown, message: string) =>
      expectRefusal(f, `RnnCell.sequence: ${message}`);
    const wide = tf.zeros<tf.Rank.R3>([2, 4, 9]);
    await refuse(
      () => cell.sequence(wide, undefined, {}),
      'xs: expected [batch, time, 3], got [2, 4, 9]',
    );
    await refuse(() => cell.sequence(x, state, {}), 'state: expected [2, 5], got [2, 4]');
    await refuse(
      () => cell.sequence(x, undefined, { lengths: [99, 1] }),
      'lengths.0: expected an integer from 0 to 4, got 99',
    );
    await refuse(
      () => cell.sequence(x, undefined, { reverse: 'yes' as never }),
      'reverse: expected true or false, got "yes"',
    );
  });
});
