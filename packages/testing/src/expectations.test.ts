import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { backendName } from './backend-name';
import { expectGradients } from './expect-gradients';
import { expectNoLeaks } from './expect-no-leaks';
import { expectRefusal } from './expect-refusal';
import { expectSameOnEveryBackend } from './expect-same-on-every-backend';
import { seededTensor } from './seeded';
import { settleComparisons } from './to-be-close';

/** x², whose gradient is off by the factor `error`. */
const square = (error: number) =>
  tf.customGrad((x, save) => {
    (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
    return {
      value: tf.square(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.mul(tf.mul(dy, saved[0] as tf.Tensor), 2 * error),
    };
  });

describe('expectGradients', () => {
  test('holds for a right gradient, of every input, and leaves nothing', async () => {
    const inputs = [seededTensor([2, 3], 1), seededTensor([3], 2)];
    await expectNoLeaks(() =>
      expectGradients((x, y) => tf.mul(square(1)(x as tf.Tensor), y as tf.Tensor), inputs),
    );
    tf.dispose(inputs);
  });

  test('fails for a wrong one and names the input', async () => {
    const inputs = [seededTensor([2, 3], 1), seededTensor([3], 2)];
    const wrong = (x: tf.Tensor, y: tf.Tensor) => tf.mul(x, square(1.05)(y));
    const check = async () => {
      expectGradients(wrong as never, inputs);
      await settleComparisons();
    };
    await expectRefusal(check, /^(gradient of input 1|element \d of \[3\])/);
    tf.dispose(inputs);
  });
});

describe('expectNoLeaks', () => {
  test('lets be what is made once, and what it is told to expect', async () => {
    let kept: tf.Tensor | undefined;
    await expectNoLeaks(() => {
      kept ??= tf.zeros([3]);
    });
    kept?.dispose();
    const made: tf.Tensor[] = [];
    await expectNoLeaks(async () => void made.push(tf.zeros([3]), tf.zeros([5])), 2);
    tf.dispose(made);
  });

  test('sees a tensor, and one that grows', async () => {
    const made: tf.Tensor[] = [];
    const leak = () => void made.push(tf.zeros([3]));
    await expect(expectNoLeaks(leak)).rejects.toThrow('tensors left behind');
    let held = tf.zeros([3]);
    const grow = () => {
      held.dispose();
      held = tf.zeros([held.size + 1]);
    };
    await expect(expectNoLeaks(grow)).rejects.toThrow('bytes left behind');
    tf.dispose([made, held]);
  });
});

describe('expectRefusal', () => {
  const refuse = () => {
    throw new RangeError('f: n: expected 1, got 2');
  };

  test('gives the error, thrown or rejected', async () => {
    expect(await expectRefusal(refuse, 'f: n: expected 1, got 2')).toBeInstanceOf(RangeError);
    await expectRefusal(async () => refuse(), /^f: n:/);
  });

  test('wants an error, this message, and no tensor left', async () => {
    await expect(expectRefusal(() => 1, 'x')).rejects.toThrow('what was thrown');
    await expect(expectRefusal(refuse, 'f: n: expected 1')).rejects.toThrow('to be');
    const made: tf.Tensor[] = [];
    const leave = () => {
      made.push(tf.zeros([3]));
      refuse();
    };
    await expect(expectRefusal(leave, /f/)).rejects.toThrow('tensors left behind by the error');
    tf.dispose(made);
  });
});

describe('expectSameOnEveryBackend', () => {
  test('runs on each backend and comes back to the one of the run', async () => {
    const ran: string[] = [];
    await expectNoLeaks(() =>
      expectSameOnEveryBackend(() => {
        ran.push(tf.getBackend());
        return tf.square(seededTensor([7]));
      }),
    );
    expect(ran).toContain('cpu');
    expect(ran).toContain('wasm');
    expect(tf.getBackend()).toBe(backendName);
  });

  test('fails where one differs, and comes back all the same', async () => {
    const f = () => tf.scalar(tf.getBackend() === 'cpu' ? 1 : 2);
    await expect(expectSameOnEveryBackend(f)).rejects.toThrow('result 0 on wasm');
    expect(tf.getBackend()).toBe(backendName);
  });
});
