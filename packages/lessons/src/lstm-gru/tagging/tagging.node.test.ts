import { random } from '@dl/core';
import type { TaggedSentence } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { accuracyOf, countKinds, tagAll } from './accuracy';
import { MostFrequentTag } from './baseline';
import { batchOf, byLength, drawBatch, PADDING, splitByDocument, WordFeatures } from './data';
import { Tagger } from './network';

const sentence = (text: string): TaggedSentence => {
  const pairs = text.split(' ').map((token) => token.split('/') as [string, string]);
  return { words: pairs.map(([word]) => word), tags: pairs.map(([, tag]) => tag) };
};
const train = [
  sentence('The/at run/nn ended/vbd ./.'),
  sentence('They/ppss run/vb ./.'),
  sentence('A/at run/nn ./.'),
];
const held = [sentence('the/at Walk/nn ./.'), sentence('run/vb')];

test('splitByDocument gives each part documents of its own', () => {
  const documents = Array.from({ length: 20 }, (_, i) => {
    return { id: `c${i}`, category: 'news', sentences: [sentence(`w${i}/nn`)] };
  });
  const words = Object.values(splitByDocument(documents)).map((part) =>
    part.flatMap(({ words }: TaggedSentence) => words),
  );
  expect(words.map(({ length }) => length)).toEqual([16, 2, 2]);
  expect(words[1]).toEqual(['w8', 'w18']);
  expect(new Set(words.flat()).size).toBe(20);
});

describe('MostFrequentTag', () => {
  const baseline = new MostFrequentTag(train);

  test('knows words in any case, and which have several tags', () => {
    expect(['RUN', 'they', 'Walk'].map((word) => baseline.tag(word))).toEqual([
      'NOUN',
      'PRON',
      'DET', // as "The", the first of the words that were seen once
    ]);
    expect(['run', 'the', 'walk'].map((word) => baseline.familiarity(word))).toEqual([
      'ambiguous',
      'unambiguous',
      'unknown',
    ]);
  });

  test('is counted by what is known of a word', () => {
    expect(countKinds(held, baseline)).toEqual({ unambiguous: 2, ambiguous: 1, unknown: 1 });
    expect(accuracyOf([['DET', 'NOUN', '.'], ['NOUN']], held, baseline)).toEqual({
      all: 0.75,
      unambiguous: 1,
      ambiguous: 0,
      unknown: 1,
    });
  });
});

describe('WordFeatures', async () => {
  const features = await WordFeatures.of(train);

  test('keeps words that were seen twice; 0 is any other', () => {
    expect(features.words.size).toBe(3); // run, ".", any other
    const { words, shapes, tags } = features.encode(sentence('Run/nn They/ppss 12/cd ./.'));
    expect([words[0] === 0, words[1], words[2]]).toEqual([false, 0, 0]);
    expect(new Set(shapes).size).toBe(3);
    expect([...tags]).toEqual([0, 4, 7, 10]);
  });

  test('sentences of unequal length are padded', async () => {
    const encoded = byLength(train.map((one) => features.encode(one)));
    expect(encoded.map(({ words }) => words.length)).toEqual([3, 3, 4]);
    const { tags, lengths } = batchOf(encoded);
    expect([...lengths]).toEqual([3, 3, 4]);
    expect((await tags.array()).map((row) => row[3] === PADDING)).toEqual([true, true, false]);
    expect(drawBatch(encoded, 2, random(1)).words.shape[0]).toBe(2);
  });

  test.each([
    ['one direction', false],
    ['both directions', true],
  ])('a tagger of %s sees the future: %s', async (_, both) => {
    const options = { rng: random(1), cell: 'gru', features, both } as const;
    const tagger = new Tagger(6, options);
    const logits = (text: string) => {
      const all = tagger.forward(batchOf([features.encode(sentence(text))]));
      return tf.slice(all, [0, 0, 0], [1, 1, -1]).data();
    };
    const [a, b] = [await logits('the/at run/nn'), await logits('the/at ./.')];
    expect(a.some((value, i) => value !== b[i])).toBe(both);
  });

  test('tagAll says a tag for every word, and leaves no tensor', async () => {
    const tagger = new Tagger(6, { rng: random(1), cell: 'lstm', features, both: true });
    const before = tf.memory().numTensors;
    const said = await tagAll(tagger, train, features);
    expect(said.map(({ length }) => length)).toEqual([4, 3, 3]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
