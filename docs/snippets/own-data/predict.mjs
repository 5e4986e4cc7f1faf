import { Dropout, Linear, load, predict, setup, TableEncoder } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
// #region load
const layers = { Linear, Dropout, TableEncoder };
const { model, encoder } = await load('weather.safetensors', { layers });
// #endregion load
const rows = [{ precipitation: 0, temp_max: 28, temp_min: 15, wind: 2 }];
const scores = await predict(model, encoder.encodeInputs(rows));
const classes = tf.argMax(scores, -1);
console.log(encoder.decode(await classes.data())); // [ 'sun' ]
