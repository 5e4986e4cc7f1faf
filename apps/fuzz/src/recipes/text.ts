import { Vocabulary, WordPiece } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import type { Draw } from '../draw';
import { floats, generator, ids, lazily } from '../material';
import { call, method, named, type Recipes } from '../recipe';

const LINES = ['the cat sat', 'a dog 日本', ''];
/** Nothing, packed: a header, one block without data, and a CRC-32 and a length of 0. */
const EMPTY_GZIP = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, ...new Uint8Array(8));
const letters = () => new Vocabulary(['a', 'b'], { unit: 'characters' });
const next = method('next');
/** Always the same logits, whatever came before. */
const decoder = () =>
  lazily('a decoder', () => ({
    step: (tokens: tf.Tensor, state: object) => ({
      logits: tf.tile(tf.tensor2d([[0.5, -1, 2, 0]]), [tokens.size, 1]),
      state,
    }),
  }));
const decoding = (draw: Draw) => ({
  state: {},
  start: [1, 2],
  maxLength: 3,
  ...draw.some({ eos: 2, noRepeatNgram: 2, logitBias: { 1: -1 }, repetitionPenalty: 1.2 }),
  ...draw.some({ presencePenalty: 0.5, frequencyPenalty: -0.5 }),
});
const scored = () => [
  ['the cat sat', 'a dog'],
  ['the cat sat down', 'the dog'],
];

/** Text: vocabularies, tokenizers, decoding, scores and corpora. */
export const textRecipes: Recipes = {
  buildVocabulary: call((draw) => [
    LINES,
    draw.some({ unit: 'characters', minCount: 1, maxSize: 9, special: { unk: '?' } }),
  ]),
  Vocabulary: call(
    (draw) => [['the', 'cat'], draw.some({ unit: 'words', special: { unk: '?' } })],
    method('encode', () => ['the dog']),
  ),
  Lang: call(
    () => [LINES],
    method('allowList', () => [3]),
  ),
  segments: call(() => ['今日は', 'ja']),
  trainBpe: call((draw) => [LINES, { size: 265, ...draw.some({ minCount: 1, special: ['<s>'] }) }]),
  Bpe: call(
    () => [['a', 'b', 'ab'], [['a', 'b']], { unit: 'characters', unknown: '?' }],
    method('encode', () => ['abc']),
  ),
  WordPiece: call(
    (draw) => [['[UNK]', 'a', '##b'], draw.some({ lowercase: false, longestWord: 5 })],
    method('encodeWithOffsets', () => ['ab b']),
  ),
  Unigram: call(
    (draw) => [
      [
        ['<unk>', 0],
        ['▁', -2],
        ['a', -1],
        ['ab', -1.5],
      ],
      draw.some({
        ...{ unknownScore: -3, special: ['ab'], mergeBlanks: false, prefix: false },
        normalization: draw.pick(['nfkc', 'none']),
      }),
    ],
    method('encode', () => ['ab b']),
  ),
  loadTokenizer: call(() => [
    lazily('a saved vocabulary', () => JSON.parse(JSON.stringify(letters()))),
  ]),
  generate: call((draw) => [decoder(), { ...decoding(draw), ...draw.some({ stop: [[3]] }) }]),
  streamTokens: call(
    (draw) => [
      decoder(),
      {
        ...decoding(draw),
        sampling: { rng: generator(draw), ...draw.some({ topK: 2, topP: 0.5 }) },
      },
    ],
    next,
  ),
  streamText: call(() => [lazily('a vocabulary', letters), [4, 5]], next),
  beamSearch: call((draw) => [
    decoder(),
    { ...decoding(draw), ...draw.some({ beams: 2, best: 2, lengthPenalty: 0.5 }) },
  ]),
  regexConstraint: call((draw) => [
    draw.pick(['a|b+', /[^a]{1,2}\d?/u]),
    lazily('a vocabulary', letters),
  ]),
  jsonConstraint: call((draw) => [
    { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
    lazily('a vocabulary', letters),
    draw.some({ recursion: 1 }),
  ]),
  gatherRows: call(() => [{ a: floats(3, 2) }, Int32Array.of(2, 0)]),
  bleu: call((draw) => [...scored(), draw.some({ tokenizer: 'intl', smoothing: 'floor' })]),
  sentenceBleu: call((draw) => ['the cat', ['the dog'], draw.some({ lowercase: true })]),
  chrf: call((draw) => [...scored(), draw.some({ wordOrder: 2, beta: 3 })]),
  sentenceChrf: call(() => ['the cat', 'the dog']),
  exactMatch: call(() => scored()),
  perplexity: call(() => [[-1, -2]]),
  pairedBootstrap: call((draw) => {
    const [own, references] = scored();
    return [own, own, references, { rng: generator(draw), samples: 3 }];
  }),
  readLines: call((draw) => [['a\nb'], draw.some({ name: 'x.txt', longestLine: 9 })], next),
  gunzip: call(() => [[EMPTY_GZIP]], next),
  alignedPairs: call(() => [LINES, LINES], next),
  tsvPairs: call((draw) => [['a\tb\tc'], draw.some({ columns: [0, 2] })], next),
  cleanPairs: call((draw) => [[['a', 'b']], draw.some({ maxLength: 3, unique: false })], next),
  batchesByLength: call((draw) => [[3, 1, 2], { size: 2, ...draw.some({ tokens: 9 }) }]),
  padRows: call(() => [[[1, 2], [3]], 0]),
  pairBatch: call(() => [[[[1, 2], [3]]], { sos: 5, eos: 6 }]),
  PairBatches: call((draw) => [
    [[[1, 2], [3]]],
    { tokens: 9, sos: 5, eos: 6, ...draw.some({ rng: generator(draw) }) },
  ]),
  readPairBatch: named(() => [
    {
      ...{ source: ids(5, 2, 3), sourceLengths: [3, 1], targetLengths: [2, 2] },
      ...{ inputs: ids(5, 2, 2), labels: ids(5, 2, 2) },
    },
  ]),
  toTokenizerJson: call(() => [lazily('a WordPiece', () => new WordPiece(['[UNK]', 'a']))]),
  fromTokenizerJson: "it is another library's reader; its tests have files that are none",
  Turns: 'it is a clock, which takes nothing',
  likeliest: named((draw) => {
    const [rows, classes] = [draw.size(), draw.size()];
    return [floats(rows, classes), draw.int(1, classes)];
  }),
  logNormaliser: 'it is a sum of numbers on the host: beamSearch checks them',
  logProbabilityOf: 'it is a difference of two numbers',
  logSoftmaxRow: 'it is a sum of numbers on the host: beamSearch checks them',
};
