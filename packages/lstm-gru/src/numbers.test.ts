import { parameters, random } from '@dl/core';
import { type Cell, RnnCell, unroll } from '@dl/rnn';
import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { stepwise } from './fixtures/compare';
import { type AnyCell, sequenceInDoubles } from './fixtures/in-doubles';
import { GruCell } from './gru-cell';
import { LstmCell } from './lstm-cell';

const rng = random(4);
const CELLS: [string, () => AnyCell][] = [
  ['rnn tanh', () => new RnnCell(1, 5, { rng })],
  ['rnn sigmoid', () => new RnnCell(1, 5, { rng, activation: 'sigmoid' })],
  ['lstm', () => new LstmCell(1, 5, { rng })],
  ['lstm, hard', () => new LstmCell(1, 5, { rng, gateActivation: 'hardSigmoid' })],
  ['lstm, peepholes', () => new LstmCell(1, 5, { rng, peepholes: true })],
  ['gru', () => new GruCell(1, 5, { rng })],
  ['gru, reset before', () => new GruCell(1, 5, { rng, resetAfter: false })],
];

// WGSL may take it that there is neither an infinity nor a NaN.
describe.skipIf(backendName === 'webgpu').each(CELLS)(
  'inputs that are huge, infinite or NaN: %s',
  (_, make) => {
    test.each([1e4, -1e4, 3e38, -3e38, Infinity, -Infinity, NaN])(
      '%f: gates saturate as in double precision, in the one row alone',
      async (value) => {
        const cell = make();
        for (const [i, weight] of parameters(cell).entries()) {
          weight.assign(seededTensor(weight.shape, 20 + i));
        }
        const rows = [
          [0.5, value, 0.25],
          [0.5, -0.5, 0.25],
        ];
        const xs = tf.tensor3d(rows.map((row) => row.map((x) => [x])));
        const values = new Map<tf.Tensor, Float64Array>();
        for (const weight of parameters(cell)) {
          values.set(weight, Float64Array.from(await weight.data()));
        }
        const zero = () => ({ h: new Float64Array(5), c: new Float64Array(5) });
        const wanted = sequenceInDoubles(
          cell,
          (x) => values.get(x) as Float64Array,
          rows.map((row) => row.map((x) => Float64Array.of(x))),
          [zero(), zero()],
          [3, 3],
          false,
        );
        const outputs = wanted.outputs.map((row) => row.map((y) => Array.from(y)));
        const own = cell as unknown as Cell;
        for (const one of [own, stepwise(own)]) {
          const tolerance = { absolute: 2e-5, relative: 1e-4 };
          expect(unroll(one, xs).outputs).toBeClose(outputs, tolerance);
        }
      },
    );
  },
);
