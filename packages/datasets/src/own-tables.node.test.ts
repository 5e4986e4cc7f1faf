import {
  adamW,
  batches,
  dispose,
  evaluate,
  fit,
  Linear,
  mse,
  random,
  type Sequential,
  sequential,
  softmaxCrossEntropy,
  splitData,
  TableEncoder,
  type TableRecord,
} from '@dl/core';
import { readCsv } from '@dl/core/csv';
import type * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readVegaFile } from './vega-file';

type Table = readonly [rows: TableRecord[], target: string, features?: string[]];

/** Three tables as a person would read them: JSON with missing cells, JSON with dates, CSV. */
const TABLES: Record<string, () => Promise<Table>> = {
  'penguins, the species': async () => [await json('penguins.json'), 'Species'],
  'cars, miles per gallon': async () => {
    const cars = await json('cars.json');
    const known = cars.filter((car) => car.Miles_per_Gallon !== null);
    const rows = known.map(({ Name: _, Year, ...car }) => ({
      ...car,
      year: Number(`${Year}`.slice(0, 4)),
    }));
    return [rows, 'Miles_per_Gallon'];
  },
  'Seattle, the weather of a day': async () => {
    const { text } = await readVegaFile('seattle-weather.csv');
    return [readCsv(text), 'weather', ['precipitation', 'temp_max', 'temp_min', 'wind']];
  },
};

async function json(name: string): Promise<TableRecord[]> {
  return JSON.parse((await readVegaFile(name)).text);
}

const SEEDS = [1, 2, 3];

test.each(Object.entries(TABLES))(
  '%s: hidden layers are no worse than a linear model',
  async (_, read) => {
    const table = await read();
    const [deep, linear] = [await lossOf(table, [32, 32]), await lossOf(table, [])];
    expect(deep).toBeLessThan(linear);
  },
  180_000,
);

/** The loss on the test part, mean over seeds. */
async function lossOf([rows, target, features]: Table, hidden: readonly number[]): Promise<number> {
  let sum = 0;
  for (const seed of SEEDS) {
    const rng = random(seed);
    const parts = splitData(rows, { rng, validation: 0.15, test: 0.25 });
    const encoder = TableEncoder.fit(parts.train, { target, ...(features && { features }) });
    const of = (part: readonly TableRecord[]) => batches(encoder.encode(part), { size: 256 });
    const model = layersOf([encoder.inputs.length, ...hidden, encoder.outputs], seed);
    const loss = (output: tf.Tensor, { y }: { y: tf.Tensor }) =>
      encoder.classes ? softmaxCrossEntropy(output, y) : mse(output, y);
    const optimizer = adamW({ learningRate: 3e-3, weightDecay: 0.01 });
    await fit(model, batches(encoder.encode(parts.train), { size: 32, shuffle: rng }), {
      epochs: 100,
      optimizer,
      loss,
      validation: of(parts.validation),
      earlyStopping: { patience: 20 },
    });
    sum += (await evaluate(model, of(parts.test), { loss })).loss as number;
    optimizer.dispose();
    dispose(model);
  }
  return sum / SEEDS.length;
}

function layersOf(sizes: readonly number[], seed: number): Sequential {
  const rng = random(seed);
  const layers = sizes.slice(1).map((size, i) => {
    const activation = i < sizes.length - 2 ? 'relu' : 'none';
    return new Linear(sizes[i] as number, size, { rng, activation });
  });
  return sequential(...layers);
}
