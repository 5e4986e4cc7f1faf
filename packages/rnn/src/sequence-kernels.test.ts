import { op } from '@dl/core/extend';
import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { withCanaries } from './fixtures/canaries';
import {
  endsOf,
  fillOutputs,
  type RecurrentGradientOptions,
  recurrentGradient,
  withoutPadding,
} from './sequence-kernels';

const EXACT = { absolute: 0, relative: 0 };
const ends = (...lengths: number[]) => tf.tensor1d(lengths, 'int32');

describe.runIf(backendName === 'wasm')('withoutPadding', () => {
  test('zeros from the end of each row on, of any length', async () => {
    const xs = seededTensor([4, 3, 5], 1);
    await withCanaries(() => {
      const rows = [0, 2, 3, 3].map((n) => [0, 1, 2].map((t) => [t < n]));
      const wanted = tf.where(tf.tensor3d(rows, undefined, 'bool'), xs, 0);
      // A length outside of the row counts as the nearer end of it.
      expect(withoutPadding(xs, ends(-(2 ** 31), 2, 3, 2 ** 31 - 1))).toBeClose(wanted, EXACT);
    });
  });

  test('refuses ends that are not one a row', async () => {
    const xs = tf.ones([2, 3, 4]);
    await withCanaries(async () => {
      const rule = 'withoutPadding: ends: expected';
      const one = ends(1);
      await expectRefusal(() => withoutPadding(xs, one), `${rule} [2], got [1]`);
      const floats = tf.ones([2]);
      await expectRefusal(() => withoutPadding(xs, floats), `${rule} dtype int32, got float32`);
      const two = ends(1, 1);
      await expectRefusal(
        () => withoutPadding(tf.Tensor.prototype, two),
        /^withoutPadding: xs: expected/,
      );
      await expectRefusal(() => withoutPadding(two, two), /^withoutPadding: xs: expected/);
    });
  });
});

describe.runIf(backendName === 'wasm')('recurrentGradient', () => {
  const y = () => seededTensor([3, 4, 2], 1);
  const h0 = () => seededTensor([3, 2], 2);
  const dz = () => seededTensor([3, 4, 5], 3);

  /** Σ hᵀ dz step by step. */
  async function inDoubles(lengths: number[], reverse: boolean, columns: number) {
    const [states, first, gradients] = await Promise.all([
      y().array() as Promise<number[][][]>,
      h0().array() as Promise<number[][]>,
      dz().array() as Promise<number[][][]>,
    ]);
    const dw = Array.from({ length: 2 }, () => new Array<number>(columns).fill(0));
    for (let b = 0; b < 3; b++) {
      const n = lengths[b] as number;
      for (let t = 0; t < n; t++) {
        const before = reverse ? (t === n - 1 ? undefined : t + 1) : t === 0 ? undefined : t - 1;
        const h = before === undefined ? first[b] : states[b]?.[before];
        for (let i = 0; i < 2; i++) {
          for (let j = 0; j < columns; j++) {
            (dw[i] as number[])[j] =
              (dw[i]?.[j] as number) + (h?.[i] as number) * (gradients[b]?.[t]?.[j] as number);
          }
        }
      }
    }
    return dw;
  }

  test.each([
    [[4, 4, 4], 5],
    [[4, 2, 1], 5],
    [[0, 4, 0], 3],
    [[0, 0, 0], 1],
  ])('as a loop in double precision, lengths %j', async (lengths, columns) => {
    for (const reverse of [false, true]) {
      const wanted = await inDoubles(lengths, reverse, columns);
      await withCanaries(() => {
        const own = ends(...lengths);
        const padded = withoutPadding(dz(), own);
        const before = tf.add(padded, 0);
        const options = { ends: own, reverse, columns };
        // The state of a row of no steps may be anything.
        const state = tf.where(
          tf.tensor(
            lengths.map((n) => n > 0),
            [3, 1],
            'bool',
          ),
          h0(),
          tf.fill([3, 2], NaN),
        );
        const states = withoutPadding(y(), own);
        expect(recurrentGradient(states, state, padded, options)).toBeClose(wanted);
        expect(padded, 'dz is put right again').toBeClose(before, EXACT);
      });
    }
  });

  test('refuses what does not fit, and touches nothing else', async () => {
    const own = { y: y(), h0: h0(), dz: dz(), options: { ends: undefined, reverse: false } };
    const refuse = async (change: Record<string, unknown>, message: string) => {
      const made = { ...own, ...change };
      const call = () =>
        recurrentGradient(made.y, made.h0, made.dz, made.options as RecurrentGradientOptions);
      await expectRefusal(call, `recurrentGradient: ${message}`);
    };
    const wrong = {
      y: tf.zeros([3, 4, 3]),
      dz: tf.zeros([3, 5, 5]),
      few: ends(1, 1),
      alias: tf.reshape(own.y, [3, 4, 2]),
    };
    await withCanaries(async () => {
      await refuse({ y: wrong.y }, 'h0: expected [3, 3], got [3, 2]');
      await refuse({ dz: wrong.dz }, 'dz: expected [3, 4, columns], got [3, 5, 5]');
      await refuse({ dz: wrong.alias }, 'dz: expected data of its own, got that of a state');
      const withOptions = (options: object | undefined, message: string) =>
        refuse({ options: options && { ...own.options, ...options } }, message);
      const rule = 'columns: expected a positive integer';
      await withOptions({ columns: 99 }, `${rule} of at most 5, got 99`);
      await withOptions({ columns: 0 }, `${rule} of at most 5, got 0`);
      await withOptions({ columns: 1.5 }, `${rule} of at most 5, got 1.5`);
      await withOptions({ reverse: 'yes' }, 'reverse: expected true or false, got "yes"');
      await withOptions({ ends: wrong.few }, 'ends: expected [3], got [2]');
      await withOptions({ ends: [1, 1, 1] }, 'ends: expected a tensor [3], got [1, 1, 1]');
      await withOptions(undefined, 'options: expected ends and reverse, got undefined');
    });
  });
});

describe.runIf(backendName === 'wasm')('fillOutputs and endsOf', () => {
  test('leave nothing behind but what is asked for', async () => {
    await expectNoLeaks(() => {
      fillOutputs(Int32Array.of(1, 2), (room, own) => {
        expect(own).toBeClose([1, 2], EXACT);
        return room([2, 3]);
      }).dispose();
    });
    const forward = () =>
      fillOutputs(Int32Array.of(1), (room): tf.Tensor => {
        room([7]);
        throw new Error('no room');
      });
    const failing = () => op('Fails', {}, { forward, gradients: () => ({}) });
    await expectRefusal(failing, 'no room');
  });

  test('refuse sizes and lengths that are none', async () => {
    await withCanaries(async () => {
      for (const shape of [[-4], [1.5], [NaN], [2 ** 32]]) {
        await expectRefusal(() => fillOutputs(undefined, (room) => room(shape)), /expected/);
      }
      await expectRefusal(
        () => endsOf([1, 2] as never),
        'endsOf: lengths: expected an Int32Array, got [1, 2]',
      );
      await expectRefusal(() => fillOutputs('ab' as never, () => 0), /^endsOf: lengths/);
    });
  });
});

describe.runIf(backendName !== 'wasm')('elsewhere than on wasm', () => {
  test('they say so', async () => {
    const xs = tf.zeros([1, 1, 1]);
    const own = ends(1);
    const rule = /: expected the wasm backend with SIMD, got /;
    await expectRefusal(() => withoutPadding(xs, own), rule);
    const options = { ends: undefined, reverse: false };
    await expectRefusal(() => recurrentGradient(xs, undefined, xs, options), rule);
    await expectRefusal(() => fillOutputs(undefined, () => 0), rule);
  });
});
