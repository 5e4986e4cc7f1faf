import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { AddingNet, CELLS, type CellName } from './network';

describe('AddingNet', () => {
  test.each(Object.keys(CELLS) as CellName[])('of %s says one number a sequence', (cell) => {
    const net = new AddingNet(cell, 5, { rng: random(1), memory: 100 });
    expect(net.forward(tf.zeros([3, 7, 2])).shape).toEqual([3, 1]);
  });

  test('begins by remembering: input gates shut, forget gates open, update gates shut', () => {
    const bias = (cell: CellName) => {
      const [first] = new AddingNet(cell, 2, { rng: random(1), memory: 100 }).layer.cells;
      return [...(first?.input.bias?.dataSync() ?? [])].map((value) => Number(value.toFixed(3)));
    };
    expect(bias('lstm')).toEqual([-4.605, -4.605, 4.605, 4.605, 0, 0, 0, 0]);
    expect(bias('gru')).toEqual([0, 0, -4.605, -4.605, 0, 0]);
  });
});
