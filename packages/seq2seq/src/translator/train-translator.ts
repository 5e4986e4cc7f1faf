import { adam, clipByGlobalNorm, type FitProgress, random, train } from '@dl/core';
import { KeptRun } from '@dl/core/extend';
import { type Pair, PairBatches, type Tokenizer, trainBpe } from '@dl/text';
import { allTokens } from '@dl/text/extend';
import { defined } from '../check/defined';
import { EpochWatch } from './epoch-watch';
import { idPairOf } from './id-pair';
import { nllOf } from './nll';
import { expectPair, openStream, type PairStream } from './pair-stream';
import { StreamBatches } from './stream-batches';
import { readTrainOptions, type TrainTranslatorOptions } from './train-options';
import { Translator } from './translator';

const WHERE = 'trainTranslator';

/** Pairs of a stream that are in memory at once. */
const WINDOW = 65_536;

/**
 * Trains a translator on pairs of sentences: tokenizers where none are given, batches of like lengths, Adam, clipping, label smoothing.
 *
 * ```ts
 * const translator = await trainTranslator({ pairs, validation, epochs: 10, rng: random(1) });
 * const { text } = await translator.translate('how are you ?', { beams: 5 });
 * ```
 *
 * A run that `signal` ends gives the translator as it is then; before its first step, while tokenizers are learnt, it rejects with the
 * signal's reason. With `checkpoint` it is kept there, and the same call goes on from it: to the weights that it would have come to, while
 * `reports` begin anew.
 *
 * @throws TypeError, RangeError for pairs or options that do not fit: the error names the pair; as `train`, `loadCheckpoint`, `Seq2Seq`
 */
export async function trainTranslator(options: TrainTranslatorOptions): Promise<Translator> {
  const own = readTrainOptions(WHERE, options);
  const { rng = random(0), learningRate = 1e-3, optimizer = adam({ learningRate }) } = own;
  const { source, target } = await tokenizersOf(own);
  const translator = new Translator(source, target, { ...sizesOf(own), rng: rng.fold('weights') });
  try {
    await run(translator, { ...own, rng, optimizer });
    return translator;
  } catch (error) {
    translator.dispose();
    throw error;
  } finally {
    if (own.optimizer === undefined) optimizer.dispose();
  }
}

type Read = ReturnType<typeof readTrainOptions>;

async function run(
  translator: Translator,
  own: Read & Required<Pick<Read, 'rng' | 'optimizer'>>,
): Promise<void> {
  const { model, ends } = translator;
  const { rng, optimizer, epochs = 10, batchTokens: tokens = 2000, accumulate = 1 } = own;
  const { labelSmoothing = 0.1, teacherForcing = 1, clip = 1, signal } = own;
  const encode = (pair: unknown, i: number, name = 'pairs') =>
    idPairOf({ where: WHERE, name: `${name}.${i}`, translator, tokens }, pair);
  const told = { ...ends, tokens, rng: rng.fold('batches') };
  const { pairs, window = WINDOW } = own;
  const data =
    typeof pairs === 'function'
      ? await StreamBatches.open(pairs, { ...told, where: WHERE, window, encode }, signal)
      : new PairBatches(
          pairs.map((pair, i) => encode(pair, i)),
          told,
        );
  const held = own.validation?.map((pair, i) => encode(pair, i, 'validation'));
  const judged = held && new PairBatches(held, { ...ends, tokens });
  const { source, target } = translator;
  const { encoder, decoder } = model;
  const kept = new KeptRun(WHERE, own.checkpoint, {
    model: { encoder, decoder },
    optimizer,
    tokens: [source, target].map(allTokens),
  });
  const watch = new EpochWatch();
  const steps = Math.ceil((epochs * data.perEpoch) / accumulate);
  /** How many epochs are over behind so many steps. */
  const epochsBehind = (steps: number) =>
    Math.min(epochs, Math.floor((steps * accumulate) / data.perEpoch));
  let step = await kept.open();
  let { learningRate } = optimizer;
  const tell = async (state: FitProgress['state']): Promise<void> => {
    const epoch = Math.min(epochs, epochsBehind(step) + 1);
    const { loss, reports } = watch;
    await own.progress?.({ state, step, steps, epoch, epochs, loss, learningRate, reports });
  };
  const training = train({
    ...{ model, optimizer, batches: data, steps, start: step, accumulate },
    ...{ rng: rng.fold('steps'), ...(signal && { signal }) },
    loss: (batch, { rng }) =>
      model.loss(batch, { training: true, rng, labelSmoothing, teacherForcing }),
    onGradients: (gradients, context) => {
      clipByGlobalNorm(gradients, clip);
      return own.onGradients?.(gradients, context);
    },
  });
  try {
    await tell('running');
    for await (const report of training) {
      ({ step, learningRate } = report);
      watch.add(await report.loss());
      const epoch = epochsBehind(step);
      const isOver = epoch > epochsBehind(step - 1);
      if (isOver) {
        const nats = judged && (await nllOf(model, judged.once()));
        watch.close({ epoch, step, learningRate }, nats);
      }
      const every = own.checkpoint?.every;
      if (every === undefined ? isOver : step % every === 0) await kept.keep(step);
      await tell('running');
    }
    await kept.keep(step);
  } catch (error) {
    // What a bar says of the end does not hide why it ended.
    await tell('failed').catch(() => undefined);
    throw error;
  }
  await tell(signal?.aborted ? 'aborted' : 'done');
}

/** Those that were given, or byte pairs of each side. */
async function tokenizersOf(own: Read): Promise<{ source: Tokenizer; target: Tokenizer }> {
  const { pairs, vocabularySize: size = 4000, signal } = own;
  const made = (side: 0 | 1) => {
    const texts = typeof pairs === 'function' ? sideOfStream(pairs, side) : sideOf(pairs, side);
    return trainBpe(texts, { size, ...(signal && { signal }) });
  };
  return { source: own.source ?? (await made(0)), target: own.target ?? (await made(1)) };
}

function* sideOf(pairs: readonly Pair[], side: 0 | 1): Generator<string, void, void> {
  for (const pair of pairs) yield pair[side];
}

async function* sideOfStream(stream: PairStream, side: 0 | 1): AsyncGenerator<string, void, void> {
  let i = 0;
  for await (const pair of openStream(WHERE, stream)) {
    expectPair(WHERE, `pairs.${i++}`, pair);
    yield pair[side];
  }
}

/** What a translator itself is told. */
function sizesOf(own: Read) {
  const { hidden, maxLength, embedding, cell, layers, dropout, bidirectional } = own;
  const { wordDropout, attention, inputFeeding, tied } = own;
  const all = { hidden, maxLength, embedding, cell, layers, dropout, bidirectional };
  return defined({ ...all, wordDropout, attention, inputFeeding, tied });
}
