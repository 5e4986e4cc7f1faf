import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadStateDict, StateDictError } from './load-state-dict';
import { stateDict } from './state-dict';

const variable = (values: number[], shape: number[], dtype: tf.DataType = 'float32') =>
  tf.tidy(() => tf.variable(tf.tensor(values, shape, dtype)));

const makeModel = () => ({
  weight: variable([1, 2, 3, 4, 5, 6], [2, 3]),
  steps: variable([7], [], 'int32'),
  mask: variable([1, 0], [2], 'bool'),
});

const valuesOf = async (model: unknown) => {
  const entries = Object.entries(stateDict(model));
  const values = await Promise.all(entries.map(([, x]) => x.data()));
  return Object.fromEntries(entries.map(([path], i) => [path, [...(values[i] as Float32Array)]]));
};

const mapValues = <T, U>(values: Record<string, T>, change: (value: T) => U) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));

const START = { weight: [1, 2, 3, 4, 5, 6], steps: [7], mask: [1, 0] };
const NEXT = { weight: [-1, 0.5, -0, 8, 9, Number.NaN], steps: [2 ** 31 - 1], mask: [0, 1] };

const tensors = () => ({
  weight: tf.tensor(NEXT.weight, [2, 3]),
  steps: tf.scalar(NEXT.steps[0] as number, 'int32'),
  mask: tf.tensor(NEXT.mask, [2], 'bool'),
});

const arrays = () => ({
  weight: { data: Float32Array.from(NEXT.weight), shape: [2, 3] },
  steps: { data: Int32Array.from(NEXT.steps), shape: [] },
  mask: { data: Uint8Array.from(NEXT.mask), shape: [2] },
});

describe('loadStateDict', () => {
  test('takes tensors and typed arrays of every dtype', async () => {
    for (const values of [tensors(), arrays()]) {
      const model = makeModel();
      expect(loadStateDict(model, values)).toEqual({ missing: [], unexpected: [] });
      expect(await valuesOf(model)).toEqual(NEXT);
    }
  });

  test('round trip of a state dict, and tensors of no entries', async () => {
    const [from, to] = [makeModel(), makeModel()];
    loadStateDict(from, arrays());
    loadStateDict(to, stateDict(from));
    expect(await valuesOf(to)).toEqual(NEXT);
    const empty = { none: variable([], [0, 3]) };
    loadStateDict(empty, { none: tf.zeros([0, 3]) });
    loadStateDict(empty, { none: { data: new Float32Array(0), shape: [0, 3] } });
    expect(await valuesOf(empty)).toEqual({ none: [] });
  });

  test('may take Variables of the model itself', async () => {
    const model = { a: variable([1], [1]), b: variable([2], [1]) };
    loadStateDict(model, { a: model.b, b: model.a });
    expect(await valuesOf(model)).toEqual({ a: [2], b: [1] });
  });

  test('shares no memory with the values', async () => {
    const model = makeModel();
    const [given, data] = [tensors(), arrays()];
    loadStateDict(model, data);
    data.weight.data.fill(0);
    expect(await valuesOf(model)).toEqual(NEXT);
    loadStateDict(model, given);
    expect(model.weight.dataId).not.toBe(given.weight.dataId);
    tf.dispose(given);
    expect(await valuesOf(model)).toEqual(NEXT);
  });

  test('copies what a kernel made, large enough to lie on a GPU', async () => {
    const size = 3000;
    const ramp = tf.range(0, size);
    const values = {
      weight: tf.mul(ramp, tf.scalar(0.5)),
      steps: tf.cast(ramp, 'int32'),
      mask: tf.greater(ramp, tf.scalar(1234)),
    };
    const model = {
      weight: tf.variable(tf.zeros([size])),
      steps: tf.variable(tf.zeros([size], 'int32')),
      mask: tf.variable(tf.zeros([size], 'bool')),
    };
    loadStateDict(model, values);
    expect(await valuesOf(model)).toEqual(await valuesOf(mapValues(values, (x) => tf.variable(x))));
    tf.dispose(values);
    const { weight, mask } = await valuesOf(model);
    expect([weight?.[2999], mask?.[1234], mask?.[1235]]).toEqual([1499.5, 0, 1]);
  });

  test('leaves no tensor behind', async () => {
    const model = makeModel();
    const [given, data] = [tensors(), arrays()];
    const { numTensors, numDataBuffers } = tf.memory();
    loadStateDict(model, given);
    loadStateDict(model, data);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  });
});

describe('what does not fit', () => {
  const attempt = async (values: object, options?: { strict: boolean }) => {
    const model = makeModel();
    const before = tf.memory().numTensors;
    let caught: unknown;
    try {
      loadStateDict(model, values as never, options);
    } catch (error) {
      caught = error;
    }
    expect(await valuesOf(model)).toEqual(START);
    expect(tf.memory().numTensors).toBe(before);
    return caught as StateDictError;
  };

  test('is named by path, and nothing is assigned', async () => {
    const { weight, mask } = tensors();
    const error = await attempt({ weight, mask: weight, extra: mask, other: mask });
    expect(error).toBeInstanceOf(StateDictError);
    expect(error.message).toBe(
      'loadStateDict: expected values that fit the model, got 1 missing: steps; ' +
        '2 unexpected: extra, other; 1 that do not fit: mask ([2, 3] for [2])',
    );
    expect(error.missing).toEqual(['steps']);
    expect(error.unexpected).toEqual(['extra', 'other']);
    expect(error.misfits).toEqual(['mask']);
  });

  test.each([
    [{ weight: { data: new Float32Array(6), shape: [3, 2] } }, 'weight ([3, 2] for [2, 3])'],
    [{ weight: { data: new Float32Array(5), shape: [2, 3] } }, 'weight (5 numbers for 6)'],
    [{ weight: { data: new Int32Array(6), shape: [2, 3] } }, 'weight (int32 for float32)'],
    [{ mask: { data: new Float32Array(2), shape: [2] } }, 'mask (float32 for bool)'],
    [{ weight: { data: [1, 2, 3, 4, 5, 6], shape: [2, 3] } }, 'weight (data: [1, 2, 3, 4, 5, 6])'],
    [{ weight: new Float32Array(6) }, 'weight (a Float32Array of 24 bytes for a tensor)'],
    [{ weight: Promise.resolve() }, 'weight (a Promise for a tensor)'],
    [{ weight: null }, 'weight (null for a tensor)'],
    [{ weight: { data: new Float32Array(6), shape: ['2, 3'] } }, 'weight (["2, 3"] for [2, 3])'],
    [{ weight: { data: new Float32Array(6), shape: [2, '3'] } }, 'weight ([2, "3"] for [2, 3])'],
    [{ mask: { data: Uint8Array.of(1, 7), shape: [2] } }, 'mask (7 for a bool at entry 1)'],
    [
      { mask: { dtype: 'F8_E5M2', data: Uint8Array.of(1, 1), shape: [2] } },
      'mask (data: F8_E5M2 in a Uint8Array of 2 bytes)',
    ],
  ])('misfit %#', async (wrong, message) => {
    expect((await attempt({ ...tensors(), ...wrong })).message).toContain(
      `1 that do not fit: ${message}`,
    );
    expect((await attempt({ ...tensors(), ...wrong }, { strict: false })).message).toContain(
      message,
    );
  });

  test('disposed tensors and Variables', async () => {
    const disposed = tensors();
    disposed.weight.dispose();
    expect((await attempt(disposed)).message).toContain('weight (a disposed tensor)');
    const model = makeModel();
    model.steps.dispose();
    expect(() => loadStateDict(model, tensors())).toThrow('steps (a disposed variable)');
  });

  test('lists ten paths at most', () => {
    const model = Array.from({ length: 13 }, () => variable([1], [1]));
    expect(() => loadStateDict(model, {})).toThrow(
      '13 missing: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … and 3 more',
    );
  });

  test('inherited names are no values', () => {
    const model = { constructor: variable([1], [1]) };
    expect(() => loadStateDict(model, {})).toThrow('1 missing: constructor');
    expect(() => loadStateDict(model, null as never)).toThrow(
      'loadStateDict: values: expected an object of tensors by path, got null',
    );
  });

  test('strict: false loads what there is and reports the rest', async () => {
    const model = makeModel();
    const { weight, mask } = tensors();
    expect(loadStateDict(model, { weight, extra: mask }, { strict: false })).toEqual({
      missing: ['steps', 'mask'],
      unexpected: ['extra'],
    });
    expect(await valuesOf(model)).toEqual({ ...START, weight: NEXT.weight });
  });
});
