import { parameters, type Rng, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Metrics, TaskContext } from '../command/topic';
import { Together } from '../training/train-together';
import { tryOn } from './say';
import { drawReversals, type ReversalBatch } from './sequences';
import { REVERSAL_CLIP, type REVERSAL_OPTIONS, REVERSAL_STEPS } from './settings';
import { type ByLength, describe, show, showWeights } from './show';
import { Translator } from './translator';

type Context = TaskContext<typeof REVERSAL_OPTIONS>;

/** Sequences of lengths that no network was trained on: so many times the longest. */
const BEYOND = [1.2, 1.5];

/** Trains an encoder and decoder with attention and without, and tries both on sequences of growing length. */
export async function runReversal(context: Context): Promise<Metrics> {
  const { options, screen, signal } = context;
  const { seed, symbols, longest, score, hidden, batch } = options;
  const { 'fixed-hidden': fixedHidden, 'learning-rate': learningRate } = options;
  const steps = options.steps ?? REVERSAL_STEPS;
  describe(screen, options);
  const rng = random(seed);
  const make = (name: string, units: number, own: typeof score | undefined) => {
    const weights = rng.fold(`weights ${name}`);
    return new Translator(units, { rng: weights, symbols, score: own });
  };
  const fixed = make('without attention', fixedHidden, undefined);
  const attention = make('with attention', hidden, score);
  const nets = { fixed, attention };
  const together = new Together<ReversalBatch>(
    Object.fromEntries(
      Object.entries(nets).map(([name, model]) => {
        return [name, { model, learningRate, loss: (drawn: ReversalBatch) => model.loss(drawn) }];
      }),
    ),
    {
      steps,
      clip: REVERSAL_CLIP,
      rng: rng.fold('data'),
      batches: ({ rng: own }) => {
        const length = own.int(1, longest + 1);
        return drawReversals({ batch, length, symbols, rng: own });
      },
    },
  );
  try {
    const run = await together.train(context);
    const found = await tryLengths(nets, { options, rng: rng.fold('test'), signal });
    if (signal.aborted) await run.stop();
    const sizes = { fixed: sizeOf(fixed), attention: sizeOf(attention) };
    show(screen, { found, curves: run.curves, sizes, longest });
    if (screen.shows) await showExample(context, attention, rng.fold('example'));
    return {
      ...{ symbols, longest, score, hidden, fixedHidden, learningRate, batch, steps },
      ...{ fixedParameters: sizes.fixed, attentionParameters: sizes.attention },
      ...Object.assign({}, ...found.map(figures)),
      ...{ loss: run.loss, seconds: run.seconds, stepsPerSecond: run.stepsPerSecond },
    };
  } finally {
    together.dispose();
  }
}

/** Both networks on the same fresh sequences of each length, also of some that are longer than any in training. */
async function tryLengths(
  nets: { readonly fixed: Translator; readonly attention: Translator },
  {
    options: { longest, test, symbols },
    rng,
    signal,
  }: { options: Context['options']; rng: Rng; signal: AbortSignal },
): Promise<ByLength[]> {
  const step = Math.max(1, Math.round(longest / 10));
  const trained = Array.from({ length: Math.floor(longest / step) }, (_, i) => (i + 1) * step);
  const lengths = [...trained, ...BEYOND.map((factor) => Math.ceil(factor * longest))];
  const found: ByLength[] = [];
  for (const length of lengths) {
    if (signal.aborted) break;
    const drawn = drawReversals({ batch: test, length, symbols, rng: rng.fold(length) });
    const fixed = await tryOn(nets.fixed, drawn);
    const attention = await tryOn(nets.attention, drawn);
    found.push({ length, fixed, attention });
    tf.dispose([drawn.source, drawn.said, drawn.target]);
  }
  return found;
}

/** The weights of one sequence, as a heat map. */
async function showExample(
  { screen, options: { symbols, longest } }: Context,
  net: Translator,
  rng: Rng,
): Promise<void> {
  const length = Math.min(longest, 16);
  const { source, said, target } = drawReversals({ batch: 1, length, symbols, rng });
  const weights = tf.tidy(() => net.weights(net.encode(source), said));
  const [read, spoken, values] = await Promise.all([source.data(), target.data(), weights.data()]);
  tf.dispose([source, said, target, weights]);
  showWeights(screen, { read, spoken, values });
}

function sizeOf(net: Translator): number {
  return parameters(net).reduce((sum, { size }) => sum + size, 0);
}

function figures({ length, fixed, attention }: ByLength): Metrics {
  return {
    [`fixedExact${length}`]: fixed.exact,
    [`attentionExact${length}`]: attention.exact,
    [`fixedSteps${length}`]: fixed.steps,
    [`attentionSteps${length}`]: attention.steps,
  };
}
