import { adam, clipByGlobalNorm, parameterCount, type Rng, random, train } from '@dl/core';
import {
  corpusOf,
  type EncodedPair,
  type TranslationCorpus,
} from '@dl/lessons/seq2seq/translation/corpus';
import { readPairs } from '@dl/lessons/seq2seq/translation/pairs';
import { BLEU } from '@dl/lessons/seq2seq/translation/score';
import { LONGEST } from '@dl/lessons/seq2seq/translation/settings';
import { Translator } from '@dl/seq2seq';
import { batchesByLength, bleu, pairBatch } from '@dl/text';
import { translationTorch } from './ja-en-torch';

type Progress = (text: string) => void;

/** How large the run is: at most 30 minutes on two cores. */
export interface TranslationSizes {
  readonly hidden: number;
  readonly dropout: number;
  readonly labelSmoothing: number;
  readonly learningRate: number;
  readonly clip: number;
  readonly batchTokens: number;
  readonly beams: number;
  readonly steps: number;
  /** Held-out sentences at most. */
  readonly held: number;
  readonly part: 'dev' | 'test';
  readonly seed: number;
}

export const SIZES: TranslationSizes = {
  ...{ hidden: 256, dropout: 0.2, labelSmoothing: 0.1, learningRate: 1e-3, clip: 1 },
  ...{ batchTokens: 2000, beams: 5, steps: 6000, held: 500, part: 'test', seed: 1 },
};

/** BLEU of both; without a Python that has PyTorch, of ours. */
export interface TranslationFigures {
  readonly bleu: number;
  readonly parameters: number;
  readonly torch:
    | { readonly bleu: number; readonly parameters: number; readonly version: string }
    | undefined;
}

const running = new Map<string, Promise<TranslationFigures>>();

/**
 * BLEU of Japanese to English on the pairs that the variable DL_PAIRS of the environment names, in the form of the lesson's `--pairs`; both
 * rows share one run.
 *
 * @throws Error without the variable
 */
export function translationFigures(
  root: string,
  say: Progress,
  sizes: TranslationSizes = SIZES,
): Promise<TranslationFigures> {
  const path = process.env.DL_PAIRS;
  if (path === undefined) {
    throw new Error('seq2seq/ja-en: expected DL_PAIRS=PATH, a file or folder of pairs, got none');
  }
  const key = JSON.stringify([path, sizes]);
  const found = running.get(key) ?? measure(root, path, sizes, say);
  running.set(key, found);
  return found;
}

async function measure(
  root: string,
  path: string,
  sizes: TranslationSizes,
  say: Progress,
): Promise<TranslationFigures> {
  const direction = 'ja-en';
  const options = { unit: 'auto', direction, vocabulary: 4000 } as const;
  const corpus = await corpusOf(await readPairs(path, direction), options);
  const held = corpus.parts[sizes.part].slice(0, sizes.held);
  const references = held.map(({ pair }) => pair[1]);
  const batches = batchesOf(corpus, sizes, random(sizes.seed).fold('order'));
  const score = (said: readonly string[]) => bleu(said, references, BLEU[direction]).score;

  const translator = await learn(corpus, batches, sizes, say);
  const said = await translateAll(translator, held, sizes);
  const ours = { bleu: score(said), parameters: parameterCount(translator.model) };
  say(`BLEU ${ours.bleu.toFixed(2)}, for example: ${said[0]}`);
  const { ends } = translator;
  translator.dispose();

  const peer = await translationTorch(root, { corpus, batches, held, sizes, ends }, say);
  const torch = peer && {
    ...{ version: peer.version, parameters: peer.parameters },
    bleu: score(peer.said.map((ids) => corpus.target.decode(ids.filter((id) => id < ends.sos)))),
  };
  say(JSON.stringify({ ...ours, torch }));
  return { ...ours, torch };
}

/** The numbers of the pairs of each step, the same for both sides: as `PairBatches` draws them. */
function batchesOf(
  { parts }: TranslationCorpus,
  { batchTokens: tokens, steps }: TranslationSizes,
  rng: Rng,
): number[][] {
  const lengths = parts.train.map(
    ({ ids: [source, target] }) => [source.length, target.length + 1] as const,
  );
  const all: number[][] = [];
  for (let epoch = 0; all.length < steps; epoch++) {
    all.push(...batchesByLength(lengths, { tokens, rng: rng.fold(epoch) }).batches);
  }
  return all.slice(0, steps);
}

async function learn(
  { source, target, parts }: TranslationCorpus,
  batches: readonly number[][],
  { hidden, dropout, labelSmoothing, learningRate, clip, seed }: TranslationSizes,
  say: Progress,
): Promise<Translator> {
  const rng = random(seed);
  const translator = new Translator(source, target, {
    ...{ hidden, dropout, attention: 'general', maxLength: LONGEST, rng: rng.fold('weights') },
  });
  const { model, ends } = translator;
  const optimizer = adam({ learningRate });
  const run = train({
    ...{ model, optimizer, steps: batches.length, rng: rng.fold('data') },
    batches: ({ step }) => {
      const own = (batches[step] as number[]).map((i) => (parts.train[i] as EncodedPair).ids);
      return pairBatch(own, ends);
    },
    loss: (batch, { rng: own }) => model.loss(batch, { training: true, rng: own, labelSmoothing }),
    onGradients: (gradients) => {
      clipByGlobalNorm(gradients, clip);
    },
  });
  for await (const { step, loss } of run) {
    if (step % 100 === 0) say(`step ${step}, nats per token ${(await loss()).toFixed(3)}`);
  }
  optimizer.dispose();
  return translator;
}

async function translateAll(
  translator: Translator,
  held: readonly EncodedPair[],
  { beams }: TranslationSizes,
): Promise<string[]> {
  const said: string[] = [];
  for (let from = 0; from < held.length; from += 50) {
    const sources = held.slice(from, from + 50).map(({ pair: [source] }) => source);
    said.push(...(await translator.translateAll(sources, { beams })).map(({ text }) => text));
  }
  return said;
}
