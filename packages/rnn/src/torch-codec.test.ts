import { random } from '@dl/core';
import { fromTorch, toTorch } from '@dl/core/torch';
import { seededTensor, seededValues } from '@dl/testing';
import { expect, test } from 'vitest';
import { torchState } from './fixtures/torch-case';
import { Rnn } from './rnn';
import { rnnTorch } from './torch-codec';

const options = { layers: [rnnTorch] };
const EXACT = { absolute: 0, relative: 0 };

test('a network is read and written as an nn.RNN, its biases as their sum', async () => {
  const state = torchState({ layers: 2, both: true, bias: true }, (n, i) => seededValues(n, i));
  const xs = seededTensor([2, 7, 3], 1);
  const make = () => new Rnn(3, 5, { rng: random(1), layers: 2, bidirectional: 'concat' });
  const rnn = make();
  fromTorch(rnn, state, options);
  const wanted = rnn.forward(xs).outputs;
  const written = await toTorch(rnn, options);
  expect(Object.keys(written).sort()).toEqual(Object.keys(state).sort());
  expect(written.bias_hh_l1).toEqual({ dtype: 'F32', shape: [5], data: new Float32Array(5) });
  const other = make();
  fromTorch(other, written, options);
  expect(other.forward(xs).outputs).toBeClose(wanted, EXACT);
});

test('a sigmoid, which PyTorch does not have, keeps its own names', async () => {
  const rnn = new Rnn(3, 5, { rng: random(1), activation: 'sigmoid' });
  expect(Object.keys(await toTorch(rnn, options))).toContain('cells.0.recurrent.weight');
});

test('without its codec it is neither read nor written: its own names would say nothing there', async () => {
  const model = { encoder: new Rnn(3, 5, { rng: random(1) }) };
  const needs = 'layers: expected rnnTorch of @dl/rnn/torch for "encoder", got none';
  expect(() => fromTorch(model, {})).toThrow(new TypeError(`fromTorch: ${needs}`));
  await expect(toTorch(model)).rejects.toThrow(new TypeError(`toTorch: ${needs}`));
  await expect(toTorch(model.encoder)).rejects.toThrow('rnnTorch of @dl/rnn/torch for the model');
});
