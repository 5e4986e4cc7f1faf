import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { adding } from './lesson';
import { type CellName, type CellValues, makeCell, SumReader } from './network';
import type { AddingValues } from './settings';

const onPage = (changes: Partial<AddingValues> = {}, seed = 1) =>
  tryLesson(adding, { preset: 'page', seed, ...changes });

describe('adding', () => {
  test('the gated cell learns to add, the plain one beside it does not', async () => {
    const before = tf.memory().numTensors;
    const { run, make, close } = await onPage({ cell: 'gru', time: 30 });
    await make(350);
    const { score, example, gates, order, plainDiverged } = await run.view();
    const [gated, plain, constant] = score.rows.map(({ values }) => values[1] as number);
    expect(gated).toBeLessThan(0.02);
    expect(plain).toBeGreaterThan(0.08);
    expect(constant).toBeCloseTo(1 / 6, 1);
    expect(plainDiverged).toBe(false);
    expect(Math.abs(example.gated - example.sum)).toBeLessThan(0.4);
    expect(gates.map(({ name }) => name)).toEqual(['reset', 'update', 'candidate', 'state']);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    // Something new is let in where a number is marked.
    const update = gates.find(({ name }) => name === 'update');
    expect(update?.atMarks).toBeGreaterThan(1.4 * (update?.elsewhere as number));
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('shows another sequence and order, and takes over what is live', async () => {
    const { run, make, all, close } = await onPage({ time: 10, hidden: 4 });
    const first = await run.view();
    const live = { example: 3, order: 'number', batch: 4, learningRate: 0.001, clip: 0 };
    run.update({ ...all, ...live } as AddingValues);
    await make(2);
    const second = await run.view();
    expect(second.example.values).not.toEqual(first.example.values);
    expect(second.order).toEqual([0, 1, 2, 3]);
    expect(second.example.marks).toHaveLength(2);
    await close();
  });

  test.each([
    ['lstm', ['input', 'forget', 'candidate', 'output', 'cell'], 'forget', 2],
    ['gru', ['reset', 'update', 'candidate', 'state'], 'update', -2],
    ['gru-before', ['reset', 'update', 'candidate', 'state'], 'update', -2],
  ] as const)('%s has its gates, and begins by remembering', async (cell, names, keeps, sign) => {
    const means = [];
    for (const forgetBias of [-3, 3]) {
      const { run, close } = await onPage({ cell, time: 10, hidden: 8, forgetBias });
      const { gates } = await run.view();
      expect(gates.map(({ name }) => name)).toEqual(names);
      means.push(gates.find(({ name }) => name === keeps)?.elsewhere as number);
      await close();
    }
    expect(Math.sign((means[1] as number) - (means[0] as number))).toBe(Math.sign(sign));
  });

  test('in the terminal compares an LSTM, a GRU and a plain network on fresh sequences', async () => {
    const { run, make, close } = await tryLesson(adding, { time: 10, hidden: 4, test: 700 });
    await make(2);
    expect(Object.keys(run.names)).toEqual(['lstm', 'gru', 'rnn']);
    const { rows, figures } = await run.score();
    expect(rows.map(({ label }) => label.en)).toEqual(['always 1', 'LSTM', 'GRU', 'plain RNN']);
    expect(figures.baselineMse).toBeCloseTo(1 / 6, 6);
    expect(rows[1]?.values[0]).toBe(figures.lstmMse);
    expect(rows.slice(1).map(({ values }) => values[2])).toEqual([117, 93, 33]);
    await close();
  });

  test('ends the test early when it is asked to', async () => {
    const { run, close } = await tryLesson(adding, { time: 10, hidden: 4 });
    expect((await run.score(AbortSignal.abort())).figures.lstmMse).toBe(0);
    await close();
  });
});

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
