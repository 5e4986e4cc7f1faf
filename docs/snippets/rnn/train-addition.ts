import { adam, dispose, heNormal, parameters, random, setup, sigmoid, train } from '@dl/core';
import { exactMatch } from '@dl/lessons/rnn/addition/exact-match';
import { Adder, halfSquares } from '@dl/lessons/rnn/addition/network';
import { batchOf, drawPairs } from '@dl/lessons/rnn/addition/pairs';

await setup();
const init = heNormal({ gain: 1 }); // N(0, 1) / √in
const adder = new Adder(16, { rng: random(1), activation: 'sigmoid', init });
for await (const { step, loss } of train({
  parameters: parameters(adder),
  optimizer: adam({ learningRate: 0.03 }),
  batches: ({ rng }) => batchOf(drawPairs(1, 8, rng), 8), // one pair a step, of sums of 8 bits
  loss: ({ xs, sums }) => halfSquares(sigmoid(adder.forward(xs)), sums),
  steps: 3000,
})) {
  if (step % 500 === 0) console.log(step, await loss());
}
const { share } = await exactMatch(adder, 8);
console.log('exact:', share);
dispose(adder);
