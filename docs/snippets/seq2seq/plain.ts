import { type Rng, random, setup } from '@dl/core';
import { SimpleSeq2Seq, trainSimple } from '@dl/seq2seq';
import { Lang } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';

await setup();

const who = { 猫: 'the cat', 妹: 'my sister', 先生: 'the teacher' };
const what = { 魚: 'fish', 月: 'the moon', 本: 'a book' };
const does = { 見る: 'sees', 描く: 'draws', 買う: 'buys' };
const pairs = Object.entries(who).flatMap(([S, s]) =>
  Object.entries(what).flatMap(([O, o]) =>
    Object.entries(does).map(([V, v]) => [`${S} が ${O} を ${V}`, `${s} ${v} ${o}`]),
  ),
) as [string, string][];
const japanese = pairs.map(([line]) => line);
const english = pairs.map(([, line]) => line);

// #region data
const [ja, en] = [new Lang(japanese), new Lang(english)];
const [a, b] = [ja.allowList(30), en.allowList(30)]; // under 30 words
const allowed = a.map((is, i) => is && (b[i] as boolean));
ja.load(allowed); // SOS 0, EOS 1, and the words as they come
en.load(allowed);
// #endregion data

// #region model
const model = new SimpleSeq2Seq(ja.size, en.size, {
  ...{ embedding: 256, hidden: 256 }, // the defaults
  rng: random(1),
});
// #endregion model

// #region loop
const [SOS, EOS] = [0, 1];

/** −Σ log p(word) of a pair, a step at a time. */
async function lossOf(source: number[], target: number[], rng: Rng) {
  const isOwn = target.map(() => rng.next() >= 0.5);
  const words = tf.tensor2d([source], undefined, 'int32');
  let hidden = model.encoder.forward(words); // [1, 256]
  let [loss, input] = [0, SOS];
  for (const [t, word] of target.entries()) {
    const token = tf.tensor1d([input], 'int32');
    const { logits, state } = model.decoder.step(token, hidden);
    const output = await tf.logSoftmax(logits).data();
    loss -= output[word] as number;
    const [best] = await tf.argMax(logits, 1).data();
    input = isOwn[t] ? (best as number) : word; // or teacher forcing
    if (input === EOS) break;
    hidden = state;
  }
  return loss;
}
// #endregion loop
const slow = await lossOf(ja.ids(0), en.ids(0), random(7));
const fast = model.loss(ja.ids(0), en.ids(0), { rng: random(7) });
console.log(Math.abs(slow - ((await fast.data())[0] as number)) < 1e-4);

// #region train
for await (const { step, loss } of trainSimple(model, ja, en, {
  learningRate: 0.008, // SGD, one for the encoder, one for the decoder
  teacherForcing: 0.5, // drawn at every step
  steps: 600, // pairs that are drawn; 75,000 by default
})) {
  if (step % 200 === 0) console.log(step, (await loss()).toFixed(2));
}
const ids = ja.idsOf(['猫', 'が', '月', 'を', '描く']);
const said = en.wordsOf(await model.translate(ids));
console.log(said.join(' ')); // the cat draws the moon
// #endregion train
