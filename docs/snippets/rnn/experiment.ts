/**
 * How activation and first weights decide whether a recurrent network learns to add: three of each, several seeds,
 * plain gradient descent on one pair a step. STEPS and SEEDS shorten it.
 */
import { dispose, heNormal, normal, parameters, random, setup, sgd, train } from '@dl/core';
import { Adder, draw, exactMatch, halfSquares } from './addition';

const steps = Number(process.env.STEPS ?? 10_000);
const seeds = Number(process.env.SEEDS ?? 10);

// #region settings
const ACTIVATIONS = ['sigmoid', 'tanh', 'relu'] as const;
const INITS = {
  'N(0, 1)': normal(),
  'N(0, 1) / √in': heNormal({ gain: 1 }),
  'N(0, 1) · √(2 / in)': heNormal(),
};
// #endregion settings

await setup({ backend: 'wasm' });
for (const activation of ACTIVATIONS) {
  for (const [name, init] of Object.entries(INITS)) {
    const shares: number[] = [];
    let diverged = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const adder = new Adder(random(seed), activation, init);
      try {
        for await (const _ of train({
          parameters: parameters(adder),
          optimizer: sgd({ learningRate: 0.1 }),
          batches: ({ rng }) => draw(rng),
          loss: ({ xs, sums }) => halfSquares(adder.forward(xs), sums),
          rng: random(seed).fold('pairs'),
          steps,
        })) {
          // Nothing is read while it trains.
        }
      } catch {
        diverged++; // the loss became NaN or infinite
      }
      shares.push(await exactMatch(adder));
      dispose(adder);
    }
    shares.sort((a, b) => a - b);
    const median = ((shares[(seeds - 1) >> 1] as number) + (shares[seeds >> 1] as number)) / 2;
    const learned = shares.filter((share) => share >= 0.99).length;
    const percent = (100 * median).toFixed(1);
    console.log(`${activation} | ${name} | ${learned} of ${seeds} | ${percent}% | ${diverged}`);
  }
}
