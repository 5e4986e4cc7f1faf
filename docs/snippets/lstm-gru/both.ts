import { dispose, random, setup } from '@dl/core';
import { Gru, GruCell, Lstm, LstmCell } from '@dl/lstm-gru';
import { bidirectional, Rnn, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const xs = rng.normal([4, 10, 3]); // [batch, time, features]

// #region cells
const simple = bidirectional(new RnnCell(3, 16, { rng }), new RnnCell(3, 16, { rng }), xs);
const lstm = bidirectional(new LstmCell(3, 16, { rng }), new LstmCell(3, 16, { rng }), xs);
console.log(simple.outputs.shape, lstm.outputs.shape); // [4, 10, 32] each
// #endregion cells

// #region merge
const [forward, backward] = [new GruCell(3, 16, { rng }), new GruCell(3, 16, { rng })];
const lengths = [10, 7, 3, 10];
const { outputs, state } = bidirectional(forward, backward, xs, { merge: 'sum', lengths });
const there = unroll(forward, xs, { lengths });
const back = unroll(backward, xs, { lengths, reverse: true }); // each row from its own last step
console.log(outputs.shape, state.length); // [4, 10, 16] 2
const difference = tf.max(tf.abs(tf.sub(outputs, tf.add(there.outputs, back.outputs))));
console.log((await difference.data())[0]); // 0
// #endregion merge

// #region padding
const turned = tf.reverse(xs, 1); // its padding comes first
const naive = tf.reverse(unroll(backward, turned).outputs, 1);
const firstOf = (outputs: tf.Tensor, row: number) => tf.slice(outputs, [row, 0, 0], [1, 1, -1]);
const apart = async (row: number) => {
  const gap = tf.max(tf.abs(tf.sub(firstOf(naive, row), firstOf(back.outputs, row))));
  return ((await gap.data())[0] as number) > 0.01;
};
console.log(await apart(0), await apart(2)); // false true: row 2 has 3 steps and 7 of padding
// #endregion padding

// #region layers
for (const Network of [Rnn, Lstm, Gru]) {
  const network = new Network(3, 16, { rng, layers: 2, bidirectional: true });
  console.log(network.forward(xs, { lengths }).outputs.shape); // [4, 10, 32]
}
// #endregion layers

// #region step
const network = new Gru(3, 16, { rng, bidirectional: true });
try {
  network.step(tf.zeros([1, 3]), network.zeroState(1));
} catch (error) {
  console.log((error as Error).message);
}
// #endregion step
dispose([forward, backward, network]);
