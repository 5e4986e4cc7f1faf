import { dispose, parameters, random, valueAndGrads } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import { Lang } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { givenWords } from './own-words';
import { SimpleSeq2Seq } from './simple-seq2seq';
import { trainSimple } from './train-simple';

const make = (seed = 1) => new SimpleSeq2Seq(7, 5, { rng: random(seed), embedding: 3, hidden: 4 });

/** The loop as it is written down: a step at a time, a word read back at each. */
async function byTheBook(model: SimpleSeq2Seq, source: number[], target: number[], own: boolean[]) {
  let hidden = model.encoder.gru.zeroState(1)[0] as tf.Tensor2D;
  for (const id of source) {
    const embedded = model.encoder.embedding.forward(tf.tensor1d([id], 'int32'));
    hidden = model.encoder.gru.step(embedded, [hidden]).state[0] as tf.Tensor2D;
  }
  let [loss, input] = [0, 0];
  const inputs: number[] = [];
  for (const [i, word] of target.entries()) {
    inputs.push(input);
    const step = model.decoder.step(tf.tensor1d([input], 'int32'), hidden);
    hidden = step.state;
    const output = (await tf.logSoftmax(step.logits).data()) as Float32Array;
    input = own[i] ? output.indexOf(Math.max(...output)) : word;
    loss -= output[word] as number;
    if (input === 1) break;
  }
  return { loss, inputs };
}

describe('SimpleSeq2Seq', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'its loss is that of the loop, word by word: seed %i',
    async (seed) => {
      const before = tf.memory().numTensors;
      const model = make(seed);
      const [source, target] = [
        [2, 3, 4, 1],
        [2, 4, 3, 2, 4, 1],
      ];
      const rng = random(seed).fold('words');
      const coins = random(seed).fold('words');
      const own = target.map(() => coins.next() >= 0.5);
      const loss = model.loss(source, target, { rng });
      const book = await byTheBook(model, source, target, own);
      expect(loss).toBeClose(tf.scalar(book.loss), { absolute: 1e-5 });
      const found = (await loss.data())[0] as number;
      expect(found).toBeCloseTo(book.loss, 4);
      expect(before).toBeGreaterThanOrEqual(0);
      dispose(model);
    },
  );

  test('what the decoder hears without a teacher is its own, up to its end', async () => {
    const model = make(3);
    const hidden = tf.ones([1, 4]) as tf.Tensor2D;
    const target = [2, 3, 4, 2, 1];
    const { inputs, alive } = givenWords(model.decoder, hidden, target, {
      ...{ teacherForcing: 0, rng: random(1) },
    });
    const [ids, counts] = [Array.from(await inputs.data()), Array.from(await alive.data())];
    let end = ids.indexOf(1);
    if (end < 0) end = ids.length;
    expect(counts).toEqual(ids.map((_, i) => (i < end ? 1 : 0)));
    expect(ids[0]).toBe(0);
    const taught = givenWords(model.decoder, hidden, target, { teacherForcing: 1, rng: random(1) });
    expect(Array.from(await taught.inputs.data())).toEqual([0, 2, 3, 4, 2]);
    expect(Array.from(await taught.alive.data())).toEqual([1, 1, 1, 1, 1]);
    tf.dispose([inputs, alive, taught.inputs, taught.alive, hidden]);
    dispose(model);
  });

  test('gradients reach every parameter, and nothing stays behind', async () => {
    const model = make();
    await expectNoLeaks(() => {
      const f = () => model.loss([2, 3, 1], [2, 3, 4, 1], { rng: random(2) });
      const { value, grads } = valueAndGrads(f, parameters(model));
      expect(grads.size).toBe(parameters(model).length);
      tf.dispose([value, ...grads.values()]);
    });
    dispose(model);
  });

  test('says what is no sentence', async () => {
    const model = make();
    const rng = random(1);
    const where = 'SimpleSeq2Seq.loss';
    await expectRefusal(() => model.loss([], [1], { rng }), /source: expected an array with an id/);
    await expectRefusal(() => model.loss([7, 1], [1], { rng }), /source\.0: expected .* 6, got 7/);
    await expectRefusal(
      () => model.loss([1], [2, 3], { rng }),
      `${where}: target: expected 1 (EOS) at its end, got 3`,
    );
    await expectRefusal(() => model.loss([1], [1], {} as never), /expected .*random/);
    dispose(model);
  });
});

describe('trainSimple', () => {
  test('learns a small language, and translates', async () => {
    const en = new Lang(['a', 'a b', 'b a', 'a b a', 'b b']);
    const ja = new Lang(['ア', 'ア イ', 'イ ア', 'ア イ ア', 'イ イ']);
    en.load();
    ja.load();
    const model = new SimpleSeq2Seq(en.size, ja.size, { rng: random(1), embedding: 8, hidden: 16 });
    const before = tf.memory().numTensors;
    let last = 0;
    const told = { steps: 240, learningRate: 0.2, rng: random(2) };
    for await (const { step, loss } of trainSimple(model, en, ja, told)) {
      last = step;
      await loss();
    }
    expect(last).toBe(240);
    expect(tf.memory().numTensors).toBe(before);
    expect(ja.wordsOf(await model.translate(en.idsOf(['a', 'b', 'a']))).join('')).toBe('アイア');
    expect(await model.translate(en.idsOf(['a']), 1)).toHaveLength(1);
    dispose(model);
  });

  test('says what does not fit', async () => {
    const [en, more] = [new Lang(['a', 'b']), new Lang(['a'])];
    en.load();
    more.load();
    const model = new SimpleSeq2Seq(4, 3, { rng: random(1), embedding: 2, hidden: 2 });
    await expectRefusal(() => trainSimple(model, en, more), /as many lines of both, got 2 and 1/);
    await expectRefusal(
      () => trainSimple(model, more, more),
      /source: expected as many words.*4, got 3/,
    );
    await expectRefusal(() => trainSimple({} as never, en, en), /model: expected a SimpleSeq2Seq/);
    dispose(model);
  });
});
