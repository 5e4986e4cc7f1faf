import {
  adamW,
  clipByGlobalNorm,
  cosineDecay,
  dispose,
  fit,
  groups,
  type Optimizer,
  parameters,
  type Rng,
  random,
  type Schedule,
  WeightAverage,
  warmup,
} from '@dl/core';
import { KeptRun } from '@dl/core/extend';
import { type TokenBatch, TokenBatches, type Tokenizer, trainBpe } from '@dl/text';
import { allTokens } from '@dl/text/extend';
import type { CausalLanguageModel } from '../gpt/causal-language-model';
import { Gpt } from '../gpt/gpt';
import { Llama } from '../gpt/llama';
import { eachDocument, tokensOfCorpus } from './corpus';
import { LanguageModel } from './language-model';
import { partsOf } from './parts-of';
import { readTrainOptions, type TrainLanguageModelOptions } from './train-options';

const WHERE = 'trainLanguageModel';

type Read = ReturnType<typeof readTrainOptions>;

/**
 * Trains a language model on texts: a tokenizer where none is given, rows of `context` tokens, AdamW with warm-up and a cosine, clipping.
 *
 * ```ts
 * const writer = await trainLanguageModel({ corpus: book, layers: 4, heads: 4, size: 128, context: 64, rng: random(1) });
 * const { text } = await writer.generate('Call me ', { sampling: { rng: random(2), temperature: 0.8 } });
 * ```
 *
 * Without sizes it has four layers of four heads, 128 wide, and a context of 128. With `model` that one is trained on. A run that `signal`
 * ends gives the model as it is then; before its first step, while a tokenizer is learnt, it rejects with the signal's reason. With
 * `checkpoint` it is kept there, and the same call goes on from it: to the weights that it would have come to.
 *
 * @throws TypeError, RangeError for a corpus or options that do not fit; as `fit`, `loadCheckpoint`, `Gpt`
 */
export async function trainLanguageModel(
  options: TrainLanguageModelOptions,
): Promise<LanguageModel> {
  const own = readTrainOptions(WHERE, options);
  const { rng = random(0) } = own;
  const tokenizer = own.tokenizer ?? (await learnt(own));
  const boundary = own.boundary ?? tokenizer.size;
  const model = own.model ?? makeModel(own, Math.max(tokenizer.size, boundary + 1), rng);
  try {
    const writer = new LanguageModel(model, tokenizer, { boundary, begins: own.separate });
    await run(writer, own, rng);
    return writer;
  } catch (error) {
    if (own.model === undefined) dispose(model);
    throw error;
  }
}

/** Byte pairs of the corpus. */
function learnt({ corpus, vocabularySize: size = 1000, signal }: Read): Promise<Tokenizer> {
  return trainBpe(eachDocument(corpus), { size, ...(signal && { signal }) });
}

function makeModel({ form, sizes }: Read, vocabSize: number, rng: Rng): CausalLanguageModel {
  const Form = form === 'llama' ? Llama : Gpt;
  const usual = { layers: 4, heads: 4, size: 128, context: 128 };
  return new Form(vocabSize, { ...usual, ...sizes, rng: rng.fold('weights') });
}

async function run(writer: LanguageModel, own: Read, rng: Rng): Promise<void> {
  const { model, tokenizer, boundary } = writer;
  const { steps = 2000, batchSize: size = 16, accumulate = 1, validateEvery = 200, signal } = own;
  const { separate, clip = 1, onGradients } = own;
  const { context } = model;
  const batchesOf = async (name: 'corpus' | 'validation', rng?: Rng) => {
    const told = { where: WHERE, name, tokenizer, boundary, vocabSize: model.vocabSize, signal };
    const tokens = await tokensOfCorpus(own[name] as Read['corpus'], told);
    return new TokenBatches(tokens, { size, context, rng, ...(separate && { boundary }) });
  };
  const batches = await batchesOf('corpus', rng.fold('batches'));
  const held = own.validation === undefined ? undefined : await batchesOf('validation');
  const optimizer = own.optimizer ?? usualOptimizer(model, own, steps);
  const { emaDecay: decay } = own;
  const average = decay === undefined ? undefined : new WeightAverage(model, { decay });
  const kept = new KeptRun(WHERE, own.checkpoint, {
    model: { model, ...(average && { average }) },
    optimizer,
    tokens: [allTokens(tokenizer)],
  });
  const progress = own.progress;
  try {
    const start = await kept.open();
    const data = partsOf(batches, { count: steps * accumulate, size: validateEvery * accumulate });
    let step = start;
    const every = own.checkpoint?.every;
    await fit<TokenBatch>(model, data, {
      ...{ optimizer, start, accumulate, epochs: data.parts, rng: rng.fold('steps') },
      ...(signal && { signal }),
      forward: ({ ids, labels, segments }, noise) =>
        model.loss(ids, labels, { ...noise, segments }),
      loss: (loss) => loss,
      onGradients: (gradients, context) => {
        clipByGlobalNorm(gradients, clip);
        return onGradients?.(gradients, context);
      },
      ...(held && { validation: { [Symbol.asyncIterator]: () => held.once() } }),
      ...(progress && { progress: (told) => progress({ ...told, steps }) }),
      onStep: async (report) => {
        ({ step } = report);
        average?.update();
        if (every !== undefined && step % every === 0) await kept.keep(step);
      },
      onEpoch: async () => {
        if (every === undefined) await kept.keep(step);
      },
    });
    await kept.keep(step);
    average?.apply();
  } finally {
    average?.dispose();
    if (own.optimizer === undefined) optimizer.dispose();
  }
}

/** AdamW, whose weight decay is for matrices only. */
function usualOptimizer(model: CausalLanguageModel, own: Read, steps: number): Optimizer {
  const { learningRate = usualRate(steps), weightDecay = 0.1 } = own;
  const all = parameters(model);
  const adam = (weightDecay: number) => adamW({ learningRate, beta2: 0.99, weightDecay });
  const matrices = all.filter(({ rank }) => rank > 1);
  const others = all.filter(({ rank }) => rank <= 1);
  return groups([
    { parameters: matrices, optimizer: adam(weightDecay) },
    { parameters: others, optimizer: adam(0) },
  ]);
}

/** Up to 0.001 in a twentieth of the steps, and by a cosine down to a tenth of it. */
function usualRate(steps: number): Schedule {
  const rising = Math.ceil(steps / 20);
  const falling = Math.max(1, steps - rising);
  return warmup(cosineDecay(1e-3, { steps: falling, final: 1e-4 }), rising);
}
