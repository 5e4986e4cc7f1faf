import { random, setup } from '@dl/core';
import { trainLanguageModel } from '@dl/transformer';

await setup();

// #region train
const documents = ['two plus two is four', 'two plus three is five', 'three plus two is five'];
const writer = await trainLanguageModel({
  corpus: documents.flatMap((own) => Array<string>(40).fill(own)),
  ...{ layers: 2, heads: 4, size: 32, context: 24, vocabularySize: 260 },
  ...{ steps: 150, batchSize: 8, learningRate: 0.005, rng: random(1) },
});
const { text } = await writer.generate('two plus t', { maxLength: 20 });
console.log(text); // «wo is four» or «hree is five»
console.log((await writer.perplexity('two plus two is four')).toFixed(2)); // near 1
// #endregion train

// #region sampling
const sampling = { rng: random(2), temperature: 0.8, topP: 0.95 };
for await (const part of writer.stream('three', { sampling, maxLength: 20 })) {
  process.stdout.write(part);
}
// #endregion sampling
writer.dispose();
