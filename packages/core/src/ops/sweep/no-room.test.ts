import { backendName, seededTensor, withRoomFor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { making } from '../../engine/engine';
import { allCases } from '../matrix/all-cases';
import type { CaseInput } from '../matrix/op-case';

/*
 * Where the memory is full at the n-th piece that an op asks for, it leaves nothing of those before: outside of any scope,
 * where nobody else would free them.
 */

const inputOf = (input: CaseInput, seed: number): tf.Tensor => {
  if (Array.isArray(input)) return seededTensor(input as number[], seed);
  const { values, shape } = input as Exclude<CaseInput, readonly number[]>;
  return tf.tensor([...values], [...shape], 'float32');
};

describe.runIf(backendName === 'wasm')('without room for all', () => {
  test.each(allCases.map((own) => [own.op, own] as const))('%s leaves nothing', (_, own) => {
    const inputs = own.inputs.map((input, i) => inputOf(input, i + 1));
    for (const x of inputs) x.dataSync();
    own.run(...inputs).dispose(); // compiles, and gets its scratch memory
    const leftBy = (room: number) => {
      tf.engine().startScope();
      const before = tf.memory();
      const enough = withRoomFor(room, () => own.run(...inputs));
      const { numTensors, numDataBuffers } = tf.memory();
      tf.engine().endScope();
      return {
        enough,
        tensors: numTensors - before.numTensors,
        data: numDataBuffers - before.numDataBuffers,
      };
    };
    // What the case makes for its op, such as ids.
    const { tensors, data } = leftBy(Number.POSITIVE_INFINITY);
    for (let room = 0; ; room++) {
      const left = leftBy(room);
      if (left.enough) break;
      expect(left.tensors, `tensors after ${room} pieces`).toBeLessThanOrEqual(tensors);
      expect(left.data, `data after ${room} pieces`).toBeLessThanOrEqual(data);
    }
    tf.dispose(inputs);
  });
});

test('nothing of an op is held once it has ended, nor of tfjs’s own ops', () => {
  tf.tidy(() => {
    const x = seededTensor([3, 3], 1);
    for (let i = 0; i < 5; i++) tf.tanh(tf.matMul(x, x));
    expect(making).toMatchObject({ running: false, count: 0 });
    expect(making.list.filter((each) => each !== undefined)).toEqual([]);
    for (const own of allCases.slice(0, 5)) {
      own.run(...own.inputs.map((input, i) => inputOf(input, i + 1)));
    }
    expect(making).toMatchObject({ running: false, count: 0 });
    expect(making.list.filter((each) => each !== undefined)).toEqual([]);
  });
});
