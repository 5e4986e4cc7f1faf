import { random, setup } from '@dl/core';
import { trainTranslator } from '@dl/seq2seq';

await setup();

const who = { 'the cat': '猫が', 'a dog': '犬が', 'my aunt': '叔母が' };
const what = { fish: '魚を', 'the moon': '月を', 'a book': '本を' };
const does = { sees: '見る', draws: '描く', buys: '買う', likes: '好む' };
const all = Object.entries(who).flatMap(([s, S]) =>
  Object.entries(does).flatMap(([v, V]) =>
    Object.entries(what).map(([o, O]) => [`${s} ${v} ${o}`, `${S} ${O} ${V}`]),
  ),
) as [string, string][];
const pairs = all.filter((_, i) => i % 7 !== 3);
const validation = all.filter((_, i) => i % 7 === 3);

// #region train
const translator = await trainTranslator({
  pairs, // [['the cat sees fish', '猫が 魚を 見る'], …]
  validation, // judged after each epoch
  ...{ hidden: 32, epochs: 80, batchTokens: 200 },
  learningRate: 0.01, // of Adam
  rng: random(1),
});
// #endregion train

// #region use
const [sentence] = validation[0] as [string, string];
const said = await translator.translate(sentence, {
  ...{ beams: 5, best: 3, attention: true },
});
console.log(sentence, '→', said.text);
for (const { text, logProbability } of said.alternatives ?? []) {
  console.log('  or', text, logProbability.toFixed(1)); // nats
}
const { attention } = said; // where it looked
console.log(attention?.rows, attention?.columns);
// #endregion use
