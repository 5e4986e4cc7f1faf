import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type CellName, type CellValues, makeCell } from './cells';
import { SumReader } from './reader';

const values: CellValues = { hidden: 2, time: 200, gates: 'memory', forgetBias: 3 };
const names: CellName[] = ['lstm', 'gru', 'gru-before', 'rnn'];

describe('makeCell', () => {
  test.each(names)('of %s, a reader says one number a sequence', (name) => {
    const net = new SumReader(makeCell(name, values, random(1)) as never, { rng: random(2) });
    expect(net.forward(tf.zeros([3, 7, 2])).shape).toEqual([3, 1]);
  });

  test.each([
    ['lstm', 'memory', [-4.605, -4.605, 4.605, 4.605, 0, 0, 0, 0]],
    ['gru', 'memory', [0, 0, -4.605, -4.605, 0, 0]],
    ['lstm', 'bias', [0, 0, 3, 3, 0, 0, 0, 0]],
    ['gru-before', 'bias', [0, 0, -3, -3, 0, 0]],
  ] as const)('%s begins by remembering, by its %s', (name, gates, wanted) => {
    const { input } = makeCell(name, { ...values, gates }, random(1));
    const bias = [...(input.bias?.dataSync() ?? [])].map((value) => Number(value.toFixed(3)));
    expect(bias).toEqual(wanted);
  });
});
