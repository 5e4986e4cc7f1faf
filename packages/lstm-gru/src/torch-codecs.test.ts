import { dispose, Linear, random, StateDictError } from '@dl/core';
import { fromTorch, toTorch } from '@dl/core/torch';
import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { loadCase, TORCH_CASES, torchState } from './fixtures/torch-case';
import { Gru } from './gru';
import { Lstm, type LstmOptions } from './lstm';
import { gruTorch, lstmTorch } from './torch-codecs';

const layersOf = { layers: [lstmTorch, gruTorch] };
const EXACT = { absolute: 0, relative: 0 };
const rng = random(3);
const xs = () => seededTensor([2, 7, 3], 1);

describe('a model with an LSTM or a GRU in it', () => {
  test('the cases are of both, with all that they may have', () => {
    expect(new Set(TORCH_CASES.map(({ kind }) => kind)).size).toBe(2);
    for (const key of ['bias', 'both', 'projection'] as const) {
      expect(new Set(TORCH_CASES.map((one) => Boolean(one[key]))).size).toBe(2);
    }
  });

  test.each(TORCH_CASES.map((one, i) => [`${i}: ${one.kind}`, one] as const))(
    'loads, is written as PyTorch has it, and comes back, case %s',
    async (_, one) => {
      const network = loadCase(one);
      const { layers, both, bias, projection } = one;
      const options = { rng, layers, bias, bidirectional: both ? ('concat' as const) : undefined };
      const make = () => ({
        encoder:
          one.kind === 'GRU'
            ? new Gru(3, 5, options)
            : new Lstm(3, 5, { ...options, projection: projection ?? undefined }),
        head: new Linear(5, 2, { rng }),
      });
      const model = make();
      const state = Object.entries(torchState(one)).map(([name, value]) => [
        `encoder.${name}`,
        value,
      ]);
      const head = {
        'head.weight': { data: new Float32Array(10), shape: [2, 5] },
        'head.bias': { data: new Float32Array(2), shape: [2] },
      };
      fromTorch(model, { ...Object.fromEntries(state), ...head }, layersOf);
      expect(model.encoder.forward(xs()).outputs).toBeClose(network.forward(xs()).outputs, EXACT);
      const written = await toTorch(model, layersOf);
      expect(Object.keys(written).sort()).toEqual(
        [...state.map(([name]) => name), ...Object.keys(head)].sort(),
      );
      for (const [name, { shape }] of state as [string, { shape: number[] }][]) {
        expect(written[name]?.shape, name).toEqual(shape);
      }
      const other = make();
      fromTorch(other, written, layersOf);
      expect(other.encoder.forward(xs()).outputs).toBeClose(network.forward(xs()).outputs, EXACT);
    },
  );

  test('says under the names of PyTorch what does not fit', async () => {
    const model = { encoder: new Lstm(3, 5, { rng, bias: false }) };
    const { 'encoder.weight_hh_l0': _, ...state } = await toTorch(model, layersOf);
    const error = await expectRefusal(
      () =>
        fromTorch(
          model,
          {
            ...state,
            'encoder.weight_ih_l0': { data: new Float32Array(15), shape: [5, 3] },
          },
          layersOf,
        ),
      'fromTorch: expected values that fit the model, got 1 missing: encoder.weight_hh_l0; 1 that do not fit: encoder.weight_ih_l0 ([5, 3] for [20, 3])',
    );
    expect(error).toBeInstanceOf(StateDictError);
    // Half of a cell is not loaded.
    const report = fromTorch(model, state, { ...layersOf, strict: false });
    expect(report).toEqual({ missing: ['encoder.weight_hh_l0'], unexpected: [] });
  });

  test.each([
    { peepholes: true },
    { gateActivation: 'hardSigmoid' },
    { bidirectional: 'sum' },
  ] as Partial<LstmOptions>[])(
    'what PyTorch does not have keeps its own names: %o',
    async (options) => {
      const lstm = new Lstm(3, 5, { rng, ...options });
      expect(Object.keys(await toTorch(lstm, layersOf))).toContain('cells.0.recurrent.weight');
      const before = new Gru(3, 5, { rng, resetAfter: false });
      expect(Object.keys(await toTorch(before, layersOf))).toContain('cells.0.recurrent.weight');
    },
  );

  test('leaves nothing', async () => {
    const written = await toTorch(new Gru(3, 5, { rng }), layersOf);
    await expectNoLeaks(async () => {
      const gru = new Gru(3, 5, { rng });
      fromTorch(gru, written, layersOf);
      await toTorch(gru, layersOf);
      dispose(gru);
    });
  });
});
