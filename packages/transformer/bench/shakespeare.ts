import { readFile } from 'node:fs/promises';
import {
  adamW,
  cosineDecay,
  dispose,
  groups,
  muon,
  type Optimizer,
  parameters,
  random,
  type Schedule,
  setup,
  warmup,
} from '@dl/core';
import { Vocabulary } from '@dl/text';
import { type CausalLanguageModel, Gpt, trainLanguageModel } from '@dl/transformer';

/** nanoGPT's setting for a CPU. */
const SIZES = { layers: 4, heads: 4, size: 128, context: 64, bias: false } as const;
const STEPS = 2000;
const SEEDS = [1, 2, 3] as const;

/** Which optimiser, and which part is judged. */
export interface ShakespeareOptions {
  readonly rule: 'adamW' | 'muon';
  readonly seeds?: readonly number[];
  /** `dev`: the last tenth of what is learnt of, by which settings are chosen. Default `test`: the last tenth of all. */
  readonly part?: 'dev' | 'test';
  readonly rate?: number;
  readonly embeddingRate?: number;
}

/**
 * −log p of a held-out letter, in nats: the mean of seeds. Letters of the file that the variable DL_SHAKESPEARE of the environment names,
 * the first nine tenths to learn of.
 *
 * @throws Error without the variable
 */
export async function shakespeareNats(
  options: ShakespeareOptions,
  say: (text: string) => void,
): Promise<number> {
  const { seeds = SEEDS, part = 'test' } = options;
  const [learnt, held] = partsOf(await readLetters(), part);
  await setup({ backend: 'wasm' });
  let sum = 0;
  for (const seed of seeds) {
    const nats = await natsOf({ ...options, learnt, held, seed, say });
    say(`${options.rule}, seed ${seed}: ${nats.toFixed(4)} nats a letter of the ${part} part`);
    sum += nats;
  }
  return sum / seeds.length;
}

async function readLetters(): Promise<string> {
  const { DL_SHAKESPEARE: file } = process.env;
  if (file) return readFile(file, 'utf8');
  throw new Error(
    'transformer/shakespeare: expected DL_SHAKESPEARE=PATH, a file of text, got none',
  );
}

function partsOf(text: string, part: 'dev' | 'test'): [learnt: string, held: string] {
  const test = Math.floor(0.9 * text.length);
  if (part === 'test') return [text.slice(0, test), text.slice(test)];
  const dev = Math.floor(0.9 * test);
  return [text.slice(0, dev), text.slice(dev, test)];
}

interface Run extends ShakespeareOptions {
  readonly learnt: string;
  readonly held: string;
  readonly seed: number;
  readonly say: (text: string) => void;
}

async function natsOf({ learnt, held, seed, say, ...own }: Run): Promise<number> {
  const rng = random(seed);
  const letters = [...new Set(learnt + held)].sort();
  const tokenizer = new Vocabulary(letters, { unit: 'characters', special: {} });
  const model = new Gpt(tokenizer.size + 1, { ...SIZES, rng: rng.fold('weights') });
  const optimizer = own.rule === 'muon' ? muonOf(model, own) : undefined;
  try {
    const writer = await trainLanguageModel({
      ...{ corpus: learnt, tokenizer, model, rng, batchSize: 12, steps: STEPS },
      ...(optimizer && { optimizer }),
      progress: ({ step, loss }) => {
        if (step > 0 && step % 200 === 0) say(`step ${step}: ${loss.toFixed(3)}`);
      },
    });
    return Math.log(await writer.perplexity(held));
  } finally {
    optimizer?.dispose();
    dispose(model);
  }
}

/** Muon for the blocks' matrices, AdamW for the embeddings and all that is no matrix; the rates rise and fall as the trainer's own. */
function muonOf(
  model: CausalLanguageModel,
  { rate = 0.01, embeddingRate = 0.005 }: ShakespeareOptions,
): Optimizer {
  const embeddings = [model.embedding, model.positions].flatMap((own) =>
    own ? parameters(own) : [],
  );
  const vectors = parameters(model).filter(({ rank }) => rank < 2);
  const adam = (learningRate: number, weightDecay: number) =>
    adamW({ learningRate: risingAndFalling(learningRate), beta2: 0.99, weightDecay });
  return muon({
    ...{ learningRate: risingAndFalling(rate), weightDecay: 0.1, except: embeddings },
    rest: groups([
      { parameters: embeddings, optimizer: adam(embeddingRate, 0.1) },
      { parameters: vectors, optimizer: adam(embeddingRate, 0) },
    ]),
  });
}

function risingAndFalling(rate: number): Schedule {
  const rising = STEPS / 20;
  return warmup(cosineDecay(rate, { steps: STEPS - rising, final: rate / 10 }), rising);
}
