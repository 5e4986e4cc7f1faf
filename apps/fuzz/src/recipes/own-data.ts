import { batches, Linear, mse, random, sgd } from '@dl/core';
import type * as tf from '@tensorflow/tfjs-core';
import { generator, lazily } from '../material';
import { call, type Recipes } from '../recipe';

type Batch = { x: tf.Tensor; y: tf.Tensor };

/** A model of its own for each call: `fit` changes it. */
const model = () => lazily('a model', () => new Linear(2, 1, { rng: random(1) }));
const optimizer = () => lazily('an optimizer', () => sgd({ learningRate: 0.01 }));
const loader = () =>
  lazily('batches', () => {
    const x = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    return batches({ x, y: [[0.5], [1.5], [2.5]] }, { size: 2 });
  });
const loss = () =>
  lazily(
    'a loss',
    () =>
      (output: tf.Tensor, { y }: Batch) =>
        mse(output, y),
  );
const FILES = 'it writes files wherever a text says; its tests have targets that are none';

/** Tables, and runs by epochs. */
export const ownDataRecipes: Recipes = {
  readCsv: call((draw) => [
    'a;b\n1,5;x\n2;y\n',
    draw.some({ delimiter: ';', decimal: ',', missing: ['-'], types: { b: 'text' } }),
  ]),
  streamCsv: call((draw) => [
    ['a;b\n1', ';x\n2;y\n'],
    draw.some({ delimiter: ';', missing: ['-'] }),
  ]),
  splitData: call((draw) => [
    [1, 2, 3, 4, 5, 6, 7, 8],
    { rng: generator(draw), ...draw.some({ validation: 0.25, test: 0.25 }) },
  ]),
  TableEncoder:
    'it is made by fit and from alone; its tests have tables and descriptions that do not fit',
  WeightAverage: call((draw) => [model(), draw.some({ decay: 0.9 })]),
  reduceOnPlateau: call((draw) => [
    0.1,
    draw.some({ factor: 0.5, patience: 2, minDelta: 0.1, mode: 'max', least: 0.01 }),
  ]),
  fit: call((draw) => [
    model(),
    loader(),
    {
      optimizer: optimizer(),
      loss: loss(),
      epochs: 2,
      ...draw.some({ validation: loader(), earlyStopping: { patience: 1 }, accumulate: 2 }),
    },
  ]),
  evaluate: call(() => [model(), loader(), { loss: loss() }]),
  predict: call((draw) => [
    model(),
    [
      [1, 2],
      [3, 4],
    ],
    draw.some({ size: 1 }),
  ]),
  predictEach: call(() => [model(), loader()]),
  save: FILES,
  load: FILES,
  csvLog: FILES,
  jsonLinesLog: FILES,
  tensorBoardLog: FILES,
};
