import { detach, dispose, random, setup } from '@dl/core';
import { Rnn, windows } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);

// #region forward
const rnn = new Rnn(3, 16, { rng, layers: 2, activation: 'tanh' });
const xs = rng.normal([4, 10, 3]); // [batch, time, features]
const { outputs, last, state } = rnn.forward(xs, { lengths: [10, 7, 3, 10] });
console.log(outputs.shape, state.length); // [4, 10, 16], one state a layer
console.log(last.shape); // [4, 16], the output at each row's own end
// #endregion forward

// #region step
let { output, state: next } = rnn.step(tf.zeros([1, 3]), rnn.zeroState(1));
for (let i = 0; i < 5; i++) ({ output, state: next } = rnn.step(tf.zeros([1, 3]), next));
console.log(output.shape); // [1, 16]
// #endregion step

// #region windows
let carried = rnn.zeroState(4);
for (const { start, end } of windows(10, 4)) {
  const piece = tf.slice(xs, [0, start, 0], [-1, end - start, -1]);
  const result = rnn.forward(piece, { state: detach(carried) }); // no gradient flows into the window before
  carried = result.state;
  console.log(start, end, result.outputs.shape);
}
// #endregion windows

// #region both
const both = new Rnn(3, 16, { rng, bidirectional: true });
console.log(both.forward(xs).outputs.shape); // [4, 10, 32]
// #endregion both
dispose([rnn, both]);
