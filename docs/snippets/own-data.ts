import { readFile } from 'node:fs/promises';
import {
  Accuracy,
  adamW,
  batches,
  Dropout,
  evaluate,
  fit,
  Linear,
  predict,
  random,
  save,
  sequential,
  setup,
  softmaxCrossEntropy,
  splitData,
  TableEncoder,
} from '@dl/core';
import { readCsv } from '@dl/core/csv';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);

// #region read
const file = 'node_modules/vega-datasets/data/seattle-weather.csv';
const days = readCsv(await readFile(file, 'utf8'));
console.log(days.length, days[0]); // { date: '2012-01-01', precipitation: 0, … }
// #endregion read

// #region split
const { train, validation, test } = splitData(days, {
  rng,
  validation: 0.15,
  test: 0.25,
});
// #endregion split

// #region encode
const encoder = TableEncoder.fit(train, {
  target: 'weather',
  features: ['precipitation', 'temp_max', 'temp_min', 'wind'],
});
console.log(encoder.inputs, encoder.classes);
const data = batches(encoder.encode(train), { size: 32, shuffle: rng });
const held = batches(encoder.encode(validation), { size: 256 });
// #endregion encode

// #region model
const model = sequential(
  new Linear(encoder.inputs.length, 32, { rng, activation: 'relu' }),
  new Dropout(0.2),
  new Linear(32, 32, { rng, activation: 'relu' }),
  new Linear(32, encoder.outputs, { rng }),
);
// #endregion model

// #region fit
const { best } = await fit(model, data, {
  epochs: 100,
  optimizer: adamW({ learningRate: 3e-3, weightDecay: 0.01 }),
  loss: (output, { y }) => softmaxCrossEntropy(output, y),
  validation: held,
  metrics: { accuracy: new Accuracy() },
  earlyStopping: { patience: 20 },
  onEpoch: ({ epoch, loss, validation: figures }) => {
    if (epoch % 10 === 0) console.log(epoch, loss, figures);
  },
});
// #endregion fit

// #region evaluate
const { accuracy } = await evaluate(model, batches(encoder.encode(test), { size: 256 }), {
  metrics: { accuracy: new Accuracy() },
});
console.log('best epoch', best, 'accuracy', accuracy); // near 0.8
// #endregion evaluate

// #region predict
const tomorrow = [{ precipitation: 12, temp_max: 9, temp_min: 4, wind: 5 }];
const scores = await predict(model, encoder.encodeInputs(tomorrow));
const classes = tf.argMax(scores, -1);
console.log(encoder.decode(await classes.data())); // [ 'rain' ]
tf.dispose([scores, classes]);
// #endregion predict

// #region save
await save({ model, encoder }, 'weather.safetensors');
// #endregion save
