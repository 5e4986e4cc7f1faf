import { adam, random, setup, train } from '@dl/core';
import { linearKlWeight, SentenceVae } from '@dl/seq2seq';
import { buildVocabulary, padRows } from '@dl/text';

await setup();
const rng = random(1);

// #region sentences
const lines = ['he', 'she', 'the cat', 'my old dog'].flatMap((who) =>
  ['sleeps', 'eats fish', 'runs home'].map((what) => `${who} ${what}`),
);
const words = await buildVocabulary(lines);
const rows = lines.map((line) => words.encode(line, { eos: true }));
const vae = new SentenceVae(words.size, 4, {
  ...{ rng, embeddingSize: 16, hiddenSize: 32 },
  wordDropout: 0.3, // against a decoder that ignores z
});
const beta = linearKlWeight({ steps: 200, from: 0.02 }); // KL annealing
for await (const _ of train({
  model: vae,
  optimizer: adam({ learningRate: 0.01 }),
  batches: () => padRows(rows, 0),
  loss: ({ ids, lengths }, { rng, step }) =>
    vae.loss(ids, { lengths, rng, training: true, beta: beta(step) }).loss,
  steps: 400,
})) {
  // To the end.
}
const [first, last] = [rows[0] as number[], rows.at(-1) as number[]];
const way = await vae.interpolate(first, last, { steps: 5 });
for (const { tokens } of way) console.log(words.decode(tokens));
// #endregion sentences
