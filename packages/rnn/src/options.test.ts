import { random } from '@dl/core';
import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { bidirectional } from './bidirectional';
import { CellStack } from './cell-stack';
import { Rnn } from './rnn';
import { RnnCell } from './rnn-cell';
import { runStack } from './stack';
import { unroll } from './unroll';

const rng = random(3);

/** Every function of this package that takes options: its name in errors, a call with them, and its flags. */
function callers(): [string, (options: never) => unknown, string[]][] {
  const cell = new RnnCell(2, 3, { rng });
  const rnn = new Rnn(2, 3, { rng });
  const xs = seededTensor<tf.Tensor3D>([2, 4, 2], 1);
  const layers = [{ forward: cell }];
  return [
    ['RnnCell', (options) => new RnnCell(2, 3, options), ['bias']],
    ['Rnn', (options) => new Rnn(2, 3, options), ['bias']],
    ['stack', (options) => new CellStack('stack', 2, options, () => cell), []],
    ['unroll', (options) => unroll(cell, xs, options), ['reverse']],
    ['bidirectional', (options) => bidirectional(cell, cell, xs, options), []],
    ['stack', (options) => runStack('stack', layers, xs, options), ['training']],
    ['Rnn.forward', (options) => rnn.forward(xs, options), ['training']],
  ];
}

describe('options', () => {
  test('that are none are refused', async () => {
    for (const [where, call] of callers()) {
      for (const value of [null, 3, 'fast', true, [], () => 1]) {
        await expectRefusal(
          () => call(value as never),
          new RegExp(`^${where}: expected an object`),
        );
      }
    }
  });

  test('of an unknown name are refused, with the name that was meant', async () => {
    for (const [where, call] of callers()) {
      const options = { rng, bidirectinal: 'sum', revers: true } as never;
      await expectRefusal(
        () => call(options),
        new RegExp(`^${where}: expected an option of .*got "`),
      );
    }
    await expectRefusal(
      () => new Rnn(2, 3, { rng, layer: 2 } as never),
      /^Rnn: .*got "layer" \(is it layers\?\)$/,
    );
  });

  test('that are flags take true and false alone', async () => {
    for (const [where, call, flags] of callers()) {
      for (const flag of flags) {
        for (const value of [null, 0, 1, 'true', 'false', [], {}]) {
          const options = { ...(/forward|unroll|stack/.test(where) ? {} : { rng }), [flag]: value };
          await expectRefusal(
            () => call(options as never),
            new RegExp(`^${where}: ${flag}: expected true or false, got `),
          );
        }
      }
    }
  });

  test('of the wrong kind are refused', async () => {
    const xs = seededTensor<tf.Tensor3D>([2, 4, 2], 1);
    const rnn = new Rnn(2, 3, { rng });
    const refuse = (f: () => unknown, message: string | RegExp) => expectRefusal(f, message);
    const made = (options: object) => () => new Rnn(2, 3, { rng, ...options } as never);
    await refuse(
      () => new Rnn(2, 3, undefined as never),
      'Rnn: rng: expected a generator of random(), got undefined',
    );
    await refuse(
      () => new RnnCell(2, 3, {} as never),
      'RnnCell: rng: expected a generator of random(), got undefined',
    );
    await refuse(made({ init: 3 }), 'Rnn: init: expected a function, got 3');
    await refuse(
      made({ recurrentInit: 'orthogonal' }),
      'Rnn: recurrentInit: expected a function, got "orthogonal"',
    );
    await refuse(
      made({ bidirectional: 1 }),
      'Rnn: bidirectional: expected true, false, "concat" or "sum", got 1',
    );
    await refuse(
      () => rnn.forward(xs, { state: 3 } as never),
      'Rnn.forward: state: expected an array of 1 states, got 3',
    );
    await refuse(
      () => rnn.forward(xs, { rng: 3 } as never),
      'Rnn.forward: rng: expected a generator of random(), got 3',
    );
    await refuse(
      () =>
        rnn.forward(xs, {
          state: [{ shape: [2, 3], dtype: 'float32', isDisposed: false }],
        } as never),
      /^Rnn.forward: state.0: expected a tensor of the running engine/,
    );
    const duck = { shape: [2, 4, 2], dtype: 'float32', isDisposed: false, dataId: {} } as never;
    await refuse(
      () => rnn.forward(duck),
      /^Rnn.forward: xs: expected a tensor of the running engine/,
    );
    await refuse(
      () => unroll(rnn.cells[0] as RnnCell, duck),
      /^unroll: xs: expected a tensor of the running engine/,
    );
  });
});

describe('sizes that no memory holds are refused before anything is drawn', () => {
  test.each([
    [
      () => new Rnn(2 ** 30, 4, { rng }),
      'RnnCell: input.weight: expected less than 4 GiB, got float32 [1073741824, 4]',
    ],
    [
      () => new Rnn(4, 2 ** 15, { rng }),
      'RnnCell: recurrent.weight: expected less than 4 GiB, got float32 [32768, 32768]',
    ],
    [
      () => new RnnCell(2 ** 31 - 1, 2 ** 31 - 1, { rng }),
      /^RnnCell: input.weight: expected less than 4 GiB/,
    ],
    [
      () => new Rnn(2 ** 31, 1, { rng }),
      'Rnn: inSize: expected a positive integer of at most 2147483647, got 2147483648',
    ],
    [
      () => new Rnn(4, 4, { rng, layers: 2 ** 30 }),
      /^Rnn: layers: expected a positive integer of at most 65536/,
    ],
  ])('%#', async (call, message) => {
    const before = rng.state();
    await expectRefusal(() => tf.tidy(() => call() as never), message);
    expect(rng.state()).toEqual(before);
  });
});

test('layers that no memory holds are refused after the first, whose size tells that of the others', async () => {
  await expectRefusal(
    () => tf.tidy(() => new Rnn(4, 200, { rng, layers: 2 ** 16 }) as never),
    /^Rnn: layers: expected less than 4 GiB, got float32 \[65536, /,
  );
});

test('a state that no memory holds is refused', async () => {
  const cell = new RnnCell(1, 1000, { rng });
  await expectRefusal(
    () => cell.zeroState(2 ** 30),
    'RnnCell.zeroState: h: expected less than 4 GiB, got float32 [1073741824, 1000]',
  );
});

describe('a constructor that fails', () => {
  test('leaves no Variable behind', async () => {
    const variables = () => Object.keys(tf.engine().state.registeredVariables).length;
    const before = variables();
    for (let failAt = 1; failAt <= 8; failAt++) {
      let calls = 0;
      const init = (shape: readonly number[]) => {
        if (++calls === failAt) throw new Error('no weights today');
        return tf.zeros([...shape]);
      };
      const make = () => new Rnn(2, 3, { rng, layers: 2, bidirectional: 'sum', init });
      await expectRefusal(make, 'no weights today');
      expect(variables()).toBe(before);
    }
    const narrow = () => new RnnCell(2, 3, { rng, recurrentInit: () => tf.zeros([1, 3]) });
    await expectRefusal(narrow, 'Linear: init: expected [3, 3], got [1, 3]');
    expect(variables()).toBe(before);
  });
});
