/**
 * How activation and first weights decide whether a recurrent network learns to add: three of each, several seeds,
 * plain gradient descent on one pair a step. STEPS and SEEDS shorten it.
 */
import { setup } from '@dl/core';
import { valuesOf } from '@dl/lessons';
import { exactMatch } from '@dl/lessons/rnn/addition/exact-match';
import { addition } from '@dl/lessons/rnn/addition/lesson';
import type { AdditionValues } from '@dl/lessons/rnn/addition/settings';

const steps = Number(process.env.STEPS ?? 10_000);
const seeds = Number(process.env.SEEDS ?? 10);

// #region settings
const ACTIVATIONS = ['sigmoid', 'tanh', 'relu'] as const;
const INITS = { plain: 'N(0, 1)', xavier: 'N(0, 1) / √in', he: 'N(0, 1) · √(2 / in)' };
// #endregion settings

const runtime = await setup({ backend: 'wasm' });
for (const activation of ACTIVATIONS) {
  for (const [init, name] of Object.entries(INITS)) {
    const given = { activation, init: init as AdditionValues['init'], steps };
    const values = valuesOf(addition, given, 'source');
    const shares: number[] = [];
    let diverged = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const lesson = await addition.start(values, { seed, runtime });
      try {
        for await (const _ of lesson.run()) {
          // Nothing is read while it trains.
        }
      } catch {
        diverged++; // the loss became NaN or infinite
      }
      shares.push((await exactMatch(lesson.net, values.bits)).share);
      lesson.dispose();
    }
    shares.sort((a, b) => a - b);
    const median = ((shares[(seeds - 1) >> 1] as number) + (shares[seeds >> 1] as number)) / 2;
    const learned = shares.filter((share) => share >= 0.99).length;
    const percent = (100 * median).toFixed(1);
    console.log(`${activation} | ${name} | ${learned} of ${seeds} | ${percent}% | ${diverged}`);
  }
}
