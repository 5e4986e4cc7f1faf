import {
  adam,
  clipByGlobalNorm,
  cosineDecay,
  dispose,
  parameterCount,
  parameters,
  random,
  train,
} from '@dl/core';
import { batcher, type Corpus, corpusOf } from '@dl/lessons/seq2seq/dialogue/corpus';
import { diversity, latentUse, likelihood } from '@dl/lessons/seq2seq/dialogue/measure';
import { readDialogues } from '@dl/lessons/seq2seq/dialogue/read-dialogues';
import { Hred, linearKlWeight, Vhred } from '@dl/seq2seq';

/** How large the run is. The rate was tried on training losses and kept after one run whose development and test figures were both seen; the rest follows the lesson. */
export interface DialogueSizes {
  readonly words: number;
  readonly longest: number;
  readonly embedding: number;
  readonly hidden: number;
  readonly latent: number;
  readonly batch: number;
  readonly steps: number;
  /** So many of them see the last utterance only, whatever the model sees later: one that sees all from the start learns slower. */
  readonly lastOnly: number;
  readonly learningRate: number;
  /** Nats of each latent unit that are free while it trains. */
  readonly freeBits: number;
  readonly wordDropout: number;
  /** Held-out dialogues. */
  readonly held: number;
  readonly samples: number;
  readonly part: 'dev' | 'test';
  readonly seed: number;
}

export const SIZES: DialogueSizes = {
  ...{ words: 1000, longest: 20, embedding: 32, hidden: 64, latent: 8, batch: 6 },
  ...{
    steps: 6000,
    lastOnly: 1500,
    learningRate: 0.01,
    freeBits: 0.25,
    wordDropout: 0.25,
    held: 100,
    samples: 50,
  },
  ...{ part: 'test', seed: 1 },
};

/** What both rows quote. */
export interface DialogueFigures {
  readonly parameters: Readonly<Record<'seq2seq' | 'hred' | 'vhred', number>>;
  /** Perplexity of the replies. */
  readonly seq2seqPerplexity: number;
  readonly hredPerplexity: number;
  /** By importance sampling. */
  readonly vhredPerplexity: number;
  /** Nats a reply. */
  readonly hredNll: number;
  readonly vhredNll: number;
  readonly kl: number;
  /** By how much −log p of a reply rises where z is that of another dialogue's, nats. */
  readonly swapRise: number;
  /** Different pairs of words among all of drawn replies, at temperature 0.5. */
  readonly hredDistinct2: number;
  readonly vhredDistinct2: number;
}

const running = new Map<string, Promise<DialogueFigures>>();

/**
 * The figures of the dialogues in the file that the variable DL_DIALOGUES of the environment names, in the form of the lesson's `--dialogues`.
 * Both rows share one run.
 *
 * @throws Error without the variable
 */
export function dialogueFigures(
  say: (text: string) => void,
  sizes: DialogueSizes = SIZES,
): Promise<DialogueFigures> {
  const path = process.env.DL_DIALOGUES;
  if (path === undefined) {
    throw new Error('seq2seq/hred: expected DL_DIALOGUES=PATH, a file of dialogues, got none');
  }
  const key = JSON.stringify([path, sizes]);
  const found = running.get(key) ?? measure(path, sizes, say);
  running.set(key, found);
  return found;
}

async function measure(
  path: string,
  sizes: DialogueSizes,
  say: (text: string) => void,
): Promise<DialogueFigures> {
  const corpus = await corpusOf(await readDialogues(path), sizes);
  const nets = makeModels(corpus, sizes);
  await trainAll(nets, corpus, sizes, say);
  const figures = await figuresOf(nets, corpus, sizes);
  say(JSON.stringify(figures));
  for (const net of Object.values(nets)) dispose(net);
  return figures;
}

/** The three models. */
export interface Models {
  readonly seq2seq: Hred;
  readonly hred: Hred;
  readonly vhred: Vhred;
}

/** Makes them. Of one seed all begin with the same embedding. */
export function makeModels(
  { vocabulary, sos, unk }: Corpus,
  { hidden, embedding: embeddingSize, latent: latentSize, seed }: DialogueSizes,
): Models {
  const own = { sos, unk, embeddingSize, directConnection: true };
  const options = () => ({ ...own, rng: random(seed).fold('weights') });
  return {
    seq2seq: new Hred(vocabulary.size, hidden, { ...options(), window: 1 }),
    hred: new Hred(vocabulary.size, hidden, options()),
    vhred: new Vhred(vocabulary.size, hidden, { ...options(), latentSize }),
  };
}

/** Measures them on dialogues of a part. */
export async function figuresOf(
  { seq2seq, hred, vhred }: Models,
  { parts, sos, eos }: Corpus,
  { part, held, samples, seed }: DialogueSizes,
): Promise<DialogueFigures> {
  const rng = random(seed).fold('figures');
  // Spread over all of the part: neighbours are of one service.
  const all = parts[part].filter(({ length }) => length > 1);
  const chosen = rng.fold('held').choice(all, { size: Math.min(held, all.length) });
  const ofLast = await likelihood(chosen, eos, (batch) => seq2seq.replyNll(batch));
  const ofAll = await likelihood(chosen, eos, (batch) => hred.replyNll(batch));
  const use = await latentUse(vhred, chosen, eos, rng.fold('latent'));
  const importance = { rng: rng.fold('importance'), samples };
  const latent = await likelihood(chosen, eos, (batch) => vhred.estimateNll(batch, importance));
  const drawing = { sos, eos, temperature: 0.5 };
  return {
    parameters: {
      seq2seq: parameterCount(seq2seq),
      ...{ hred: parameterCount(hred), vhred: parameterCount(vhred) },
    },
    seq2seqPerplexity: Math.exp(ofLast.perToken),
    hredPerplexity: Math.exp(ofAll.perToken),
    vhredPerplexity: Math.exp(latent.perToken),
    ...{ hredNll: ofAll.perReply, vhredNll: latent.perReply, ...use },
    hredDistinct2: await diversity(hred, chosen, { ...drawing, rng: rng.fold('drawn') }),
    vhredDistinct2: await diversity(vhred, chosen, { ...drawing, rng: rng.fold('drawn') }),
  };
}

/** Trains each for as many steps, on the same batches. */
export async function trainAll(
  nets: Models,
  { parts, eos }: Corpus,
  { steps, lastOnly, batch, learningRate, freeBits, wordDropout, seed }: DialogueSizes,
  say: (text: string) => void,
): Promise<void> {
  const beta = linearKlWeight({ steps: Math.ceil(steps / 2) });
  for (const [name, model] of Object.entries(nets)) {
    const batches = batcher(parts.train, batch, eos, random(seed).fold('order'));
    const optimizer = adam({ learningRate: cosineDecay(learningRate, { steps }) });
    let mean = 0;
    for await (const report of train({
      ...{ parameters: parameters(model), optimizer, steps, rng: random(seed).fold('data') },
      batches: ({ step }) => batches(step),
      loss: (own, { step, rng }) => {
        const seen = step < lastOnly ? { window: 1 } : {};
        if (model instanceof Hred) return model.loss(own, seen);
        return model.loss(own, { ...seen, rng, beta: beta(step), freeBits, wordDropout });
      },
      onGradients: (gradients) => {
        clipByGlobalNorm(gradients, 1);
      },
    })) {
      mean += (await report.loss()) / 50;
      if (report.step % 50 !== 0) continue;
      say(`${name}: step ${report.step}, nats per token ${mean.toFixed(3)}`);
      mean = 0;
    }
    optimizer.dispose();
  }
}
