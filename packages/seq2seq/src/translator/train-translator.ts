import {
  adam,
  clipByGlobalNorm,
  type EpochReport,
  type FitProgress,
  loadCheckpoint,
  random,
  saveCheckpoint,
  train,
} from '@dl/core';
import { expected } from '@dl/core/check';
import { type Pair, type Tokenizer, trainBpe } from '@dl/text';
import { nllOf } from './nll';
import { type IdPair, PairBatches } from './pair-batches';
import { readTrainOptions, type TrainTranslatorOptions } from './train-options';
import { idsOf } from './translate';
import { Translator } from './translator';

const WHERE = 'trainTranslator';

/**
 * Trains a translator on pairs of sentences: tokenizers where none are given, batches of like lengths, Adam, clipping, label smoothing.
 *
 * ```ts
 * const translator = await trainTranslator({ pairs, validation, epochs: 10, rng: random(1) });
 * const { text } = await translator.translate('how are you ?', { beams: 5 });
 * ```
 *
 * A run that `signal` ends gives the translator as it is then. With `checkpoint` it is kept there, and the same call goes on from it, as if
 * it had never ended.
 *
 * @throws TypeError, RangeError for pairs or options that do not fit: the error names the pair; as `train`, `loadCheckpoint`, `Seq2Seq`
 */
export async function trainTranslator(options: TrainTranslatorOptions): Promise<Translator> {
  const own = readTrainOptions(WHERE, options);
  const { pairs, validation, rng = random(0), epochs = 10, batchTokens = 2000 } = own;
  const { checkpoint, accumulate = 1, signal, progress, clip = 1, onGradients } = own;
  const { labelSmoothing = 0.1, teacherForcing = 1 } = own;
  const { source, target } = await tokenizersOf(own);
  const translator = new Translator(source, target, { ...sizesOf(own), rng: rng.fold('weights') });
  try {
    const data = new PairBatches(idPairs(translator, 'pairs', pairs), {
      ...{ ...translator.ends, tokens: batchTokens, rng: rng.fold('batches') },
    });
    const held =
      validation &&
      new PairBatches(idPairs(translator, 'validation', validation), {
        ...{ ...translator.ends, tokens: batchTokens },
      });
    const { model } = translator;
    const optimizer = own.optimizer ?? adam({ learningRate: own.learningRate ?? 1e-3 });
    const stepsPerEpoch = Math.max(1, Math.round(data.perEpoch / accumulate));
    const steps = epochs * stepsPerEpoch;
    let step = await startOf(translator, optimizer, checkpoint);
    let kept = step;
    const keep = async (): Promise<void> => {
      if (checkpoint === undefined || kept === step) return;
      await saveCheckpoint(checkpoint.store, { model, optimizer, step });
      kept = step;
    };
    const every = checkpoint?.every ?? stepsPerEpoch;
    let reports: readonly EpochReport[] = [];
    let loss = Number.NaN;
    let sum = 0;
    let learningRate = optimizer.learningRate;
    let began = performance.now();
    const tell = (state: FitProgress['state']): void | Promise<void> =>
      progress?.({
        ...{ state, step, steps, epochs, loss, learningRate, reports },
        epoch: Math.min(epochs, Math.floor(step / stepsPerEpoch) + 1),
      });
    await tell('running');
    let counted = 0;
    const run = train({
      ...{
        model,
        optimizer,
        batches: data,
        steps,
        start: step,
        rng: rng.fold('steps'),
        accumulate,
      },
      ...(signal && { signal }),
      loss: (batch, { rng }) =>
        model.loss(batch, { training: true, rng, labelSmoothing, teacherForcing }),
      onGradients: (gradients, context) => {
        clipByGlobalNorm(gradients, clip);
        return onGradients?.(gradients, context);
      },
    });
    try {
      for await (const report of run) {
        ({ step, learningRate } = report);
        loss = await report.loss();
        [sum, counted] = [sum + loss, counted + 1];
        if (step % every === 0) await keep();
        if (step % stepsPerEpoch === 0) {
          const nats = held && (await nllOf(model, held.once()));
          const seconds = (performance.now() - began) / 1000;
          reports = [
            ...reports,
            {
              ...{ epoch: step / stepsPerEpoch, step, loss: sum / counted, learningRate, seconds },
              validation:
                nats === undefined ? undefined : { loss: nats, perplexity: Math.exp(nats) },
            },
          ];
          [sum, counted, began] = [0, 0, performance.now()];
        }
        await tell('running');
      }
      await keep();
    } catch (error) {
      await tell('failed');
      throw error;
    }
    await tell(signal?.aborted ? 'aborted' : 'done');
    return translator;
  } catch (error) {
    translator.dispose();
    throw error;
  }
}

type Read = ReturnType<typeof readTrainOptions>;

/** Those that were given, or byte pairs of each side. */
async function tokenizersOf(own: Read): Promise<{ source: Tokenizer; target: Tokenizer }> {
  const { pairs, vocabularySize: size = 4000 } = own;
  const make = (side: 0 | 1) => trainBpe(sideOf(pairs, side), { size });
  return { source: own.source ?? (await make(0)), target: own.target ?? (await make(1)) };
}

function* sideOf(pairs: readonly Pair[], side: 0 | 1): Generator<string, void, void> {
  for (const pair of pairs) yield pair[side];
}

/** What a translator itself is told. */
function sizesOf(own: Read) {
  const { hidden, maxLength, embedding, cell, layers, dropout, bidirectional } = own;
  const { wordDropout, attention, inputFeeding, tied } = own;
  const all = { hidden, maxLength, embedding, cell, layers, dropout, bidirectional };
  const entries = Object.entries({ ...all, wordDropout, attention, inputFeeding, tied });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Pairs as ids. @throws RangeError for one without a word to read, or that is too long */
function idPairs(translator: Translator, name: string, pairs: readonly Pair[]): IdPair[] {
  return pairs.map(([source, target], i): IdPair => {
    const ids = idsOf(WHERE, `${name}.${i}`, translator, source);
    if (ids.length === 0)
      throw new RangeError(expected(`${WHERE}: ${name}.${i}`, 'a source with a word', source));
    const said = translator.target.encode(target);
    if (said.length < translator.maxLength) return [ids, said];
    const rule = `a target of fewer than ${translator.maxLength} tokens (maxLength)`;
    throw new RangeError(expected(`${WHERE}: ${name}.${i}`, rule, said.length));
  });
}

/** The step that a run begins with: behind what the checkpoint has, which it takes. */
async function startOf(
  { model }: Translator,
  optimizer: Parameters<typeof saveCheckpoint>[1]['optimizer'],
  checkpoint: Read['checkpoint'],
): Promise<number> {
  if (checkpoint === undefined || (await checkpoint.store.read()) === undefined) return 0;
  return (await loadCheckpoint(checkpoint.store, { model, optimizer })).step;
}
