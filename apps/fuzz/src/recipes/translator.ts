import { random } from '@dl/core';
import { Seq2Seq, SimpleSeq2Seq } from '@dl/seq2seq';
import { Lang, Vocabulary } from '@dl/text';
import type { Draw } from '../draw';
import { floats, generator, ids, lazily } from '../material';
import { call, method, type Recipes } from '../recipe';

const coder = (draw: Draw) => ({
  rng: generator(draw),
  ...draw.some({ embedding: 3, cell: 'lstm', layers: 2 }),
});
const words = () =>
  lazily('a vocabulary', () => new Vocabulary(['a', 'b'], { special: { unk: '?' } }));
const lang = () =>
  lazily('a language', () => {
    const own = new Lang(['a b', 'b']);
    own.load();
    return own;
  });
const batch = () => ({
  source: ids(5, 2, 3),
  sourceLengths: [3, 1],
  inputs: ids(5, 2, 2),
  labels: ids(5, 2, 2),
  targetLengths: [2, 1],
});
/** What an encoder has read of two sentences. */
const encoded = () => ({
  outputs: floats(2, 3, 4),
  state: [floats(2, 4)],
  lengths: Int32Array.of(3, 1),
});

/** Encoders, decoders and translators of @dl/seq2seq. */
export const translatorRecipes: Recipes = {
  Encoder: call(
    (draw) => [5, 4, { ...coder(draw), ...draw.some({ bidirectional: false }) }],
    method('forward', () => [ids(5, 2, 3), { lengths: [3, 1] }]),
  ),
  Decoder: call(
    (draw) => [
      5,
      4,
      { rng: generator(draw), ...draw.some({ attention: 'dot', tied: true, embedding: 3 }) },
    ],
    method('forward', () => [ids(5, 2, 3), encoded()]),
  ),
  Seq2Seq: call(
    (draw) => [5, 5, 4, { ...coder(draw), ...draw.some({ inputFeeding: true }) }],
    method('loss', (draw) => [
      batch(),
      { rng: generator(draw), ...draw.some({ labelSmoothing: 0.1 }) },
    ]),
  ),
  Translator: call(
    (draw) => [words(), words(), { hidden: 4, ...draw.some({ maxLength: 5 }) }],
    method('translate', (draw) => ['a b', { maxLength: 3, ...draw.some({ beams: 2, best: 2 }) }]),
  ),
  translateTexts: call((draw) => [
    {
      model: lazily('a Seq2Seq', () => new Seq2Seq(3, 5, 4, { rng: random(1) })),
      ...{ source: words(), target: words(), ends: { sos: 3, eos: 4 }, maxLength: 5 },
    },
    ['a b', ''],
    { maxLength: 3, ...draw.some({ beams: 2, best: 2 }) },
  ]),
  trainTranslator: call((draw) => [
    {
      pairs: [
        ['a b', 'b a'],
        ['b', 'a'],
      ],
      source: words(),
      target: words(),
      hidden: 4,
      epochs: 1,
      ...draw.some({ clip: 2, batchTokens: 9 }),
    },
  ]),
  SimpleEncoder: call(
    (draw) => [5, 3, 4, { rng: generator(draw) }],
    method('forward', () => [ids(5, 1, 3)]),
  ),
  SimpleDecoder: call(
    (draw) => [4, 3, 5, { rng: generator(draw) }],
    method('forward', () => [ids(5, 1, 3), floats(1, 4)]),
  ),
  SimpleSeq2Seq: call(
    (draw) => [5, 5, { rng: generator(draw), embedding: 3, hidden: 4 }],
    method('loss', (draw) => [[2, 1], [3, 1], { rng: generator(draw) }]),
  ),
  trainSimple: call(
    (draw) => [
      lazily(
        'a plain model',
        () => new SimpleSeq2Seq(4, 4, { rng: random(1), embedding: 2, hidden: 2 }),
      ),
      lang(),
      lang(),
      { steps: 2, ...draw.some({ learningRate: 0.1 }) },
    ],
    method('next'),
  ),
};
