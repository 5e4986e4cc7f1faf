import { fromTorch, random, toTorch } from '@dl/core';
import { seededTensor, seededValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { torchState } from './fixtures/torch-case';
import { rnnFromTorch } from './from-torch';
import { Rnn } from './rnn';

beforeEach(() => tf.engine().startScope());
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
});

const EXACT = { absolute: 0, relative: 0 };

test('a network is read and written as an nn.RNN, its biases as their sum', async () => {
  const state = torchState({ layers: 2, both: true, bias: true }, (n, i) => seededValues(n, i));
  const xs = seededTensor([2, 7, 3], 1);
  const wanted = rnnFromTorch(state).forward(xs).outputs;
  const make = () => new Rnn(3, 5, { rng: random(1), layers: 2, bidirectional: 'concat' });
  const rnn = make();
  fromTorch(rnn, state);
  expect(rnn.forward(xs).outputs).toBeClose(wanted, EXACT);
  const written = await toTorch(rnn);
  expect(Object.keys(written).sort()).toEqual(Object.keys(state).sort());
  expect(written.bias_hh_l1).toEqual({ dtype: 'F32', shape: [5], data: new Float32Array(5) });
  const other = make();
  fromTorch(other, written);
  expect(other.forward(xs).outputs).toBeClose(wanted, EXACT);
});

test('a sigmoid, which PyTorch does not have, keeps its own names', async () => {
  const rnn = new Rnn(3, 5, { rng: random(1), activation: 'sigmoid' });
  expect(Object.keys(await toTorch(rnn))).toContain('cells.0.recurrent.weight');
});
