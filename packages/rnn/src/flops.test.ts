import { flops, random } from '@dl/core';
import { expect, test } from 'vitest';
import { Rnn } from './rnn';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';

test('flops counts every step of a network over time', () => {
  const cell = new RnnCell(3, 5, { rng: random(1) });
  const perStep = (3 + 5) * 5;
  const over = flops((xs) => unroll(cell, xs as never).outputs, [2, 7, 3]);
  expect(over.multiplyAdds).toBe(2 * 7 * perStep);
  const rnn = new Rnn(3, 5, { rng: random(1), bidirectional: 'concat' });
  const both = flops((xs) => rnn.forward(xs).outputs, [2, 7, 3]);
  expect(both.multiplyAdds).toBe(2 * 2 * 7 * perStep);
});
