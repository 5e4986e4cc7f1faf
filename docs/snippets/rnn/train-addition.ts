import { adam, dispose, heNormal, parameters, random, setup, train } from '@dl/core';
import { Adder, draw, exactMatch, halfSquares } from './addition';

await setup();
const adder = new Adder(random(1), 'sigmoid', heNormal({ gain: 1 })); // N(0, 1) / √in
for await (const { step, loss } of train({
  parameters: parameters(adder),
  optimizer: adam({ learningRate: 0.03 }),
  batches: ({ rng }) => draw(rng), // one pair a step
  loss: ({ xs, sums }) => halfSquares(adder.forward(xs), sums),
  steps: 3000,
})) {
  if (step % 500 === 0) console.log(step, await loss());
}
console.log('exact:', await exactMatch(adder));
dispose(adder);
