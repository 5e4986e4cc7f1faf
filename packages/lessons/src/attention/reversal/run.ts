import { adam, cosineDecay, parameterCount, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { contestRun } from '../../kit/contest';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Score, ScoreRow } from '../../kit/score';
import type { Text } from '../../kit/text';
import { type Spoken, tryOn } from './say';
import { drawReversals } from './sequences';
import type { ReversalValues } from './settings';
import { Translator } from './translator';

/** Sequences of lengths that no network was trained on: so many times the longest. */
const BEYOND = [1.2, 1.5];

/** The norm that a gradient is cut to. */
const CLIP = 1;

/** How both networks do on sequences of one length. */
export interface ByLength {
  readonly length: number;
  readonly fixed: Spoken;
  readonly attention: Spoken;
}

/** Where the decoder looks while it says one sequence. */
export interface Look {
  /** Symbols, [length]. */
  readonly read: ArrayLike<number>;
  /** [length + 1] */
  readonly spoken: ArrayLike<number>;
  /** [length + 1, length] */
  readonly weights: ArrayLike<number>;
}

/** What is in training: one with attention, and one without. */
type Nets = Readonly<Record<'fixed' | 'attention', Translator>>;

/** Two translators in training, one with attention. */
export interface ReversalRun extends LessonRun {
  readonly nets: Nets;
  readonly names: Readonly<Record<keyof Nets, Text>>;
  /** What the last test has found. */
  readonly found: readonly ByLength[];
  /** Both networks on the same fresh sequences of each length, also of some that are longer than any in training. */
  byLength(signal?: AbortSignal): Promise<ByLength[]>;
  /** The weights of one sequence. */
  look(): Promise<Look>;
}

/** Makes both. */
export function start(
  {
    symbols,
    longest,
    score,
    hidden,
    fixedHidden,
    batch,
    test,
    steps,
    learningRate,
  }: ReversalValues,
  { seed }: LessonContext,
): ReversalRun {
  const rng = random(seed);
  const make = (name: string, units: number, own: typeof score | undefined) =>
    new Translator(units, { rng: rng.fold(`weights ${name}`), symbols, score: own });
  const nets: Nets = {
    fixed: make('without attention', fixedHidden, undefined),
    attention: make('with attention', hidden, score),
  };
  let found: readonly ByLength[] = [];

  async function byLength(signal?: AbortSignal): Promise<ByLength[]> {
    const step = Math.max(1, Math.round(longest / 10));
    const trained = Array.from({ length: Math.floor(longest / step) }, (_, i) => (i + 1) * step);
    const lengths = [...trained, ...BEYOND.map((factor) => Math.ceil(factor * longest))];
    const all: ByLength[] = [];
    for (const length of lengths) {
      if (signal?.aborted) break;
      const own = rng.fold('test').fold(length);
      const drawn = drawReversals({ batch: test, length, symbols, rng: own });
      const fixed = await tryOn(nets.fixed, drawn);
      const attention = await tryOn(nets.attention, drawn);
      all.push({ length, fixed, attention });
      tf.dispose([drawn.source, drawn.said, drawn.target]);
    }
    return all;
  }

  return {
    ...contestRun({
      models: nets,
      optimizer: () => adam({ learningRate: cosineDecay(learningRate, { steps }) }),
      rng: rng.fold('data'),
      steps,
      batches: ({ rng }) => drawReversals({ batch, length: rng.int(1, longest + 1), symbols, rng }),
      loss: (net, drawn) => net.loss(drawn),
      clip: () => CLIP,
    }),
    ...{ nets, byLength },
    names: {
      fixed: { en: 'fixed-length code', ja: '固定長の符号' },
      attention: { en: 'attention', ja: 'アテンション' },
    },
    lossLabel: { en: 'cross-entropy', ja: '交差エントロピー' },
    get found() {
      return found;
    },
    async look() {
      const length = Math.min(longest, 16);
      const own = rng.fold('example');
      const { source, said, target } = drawReversals({ batch: 1, length, symbols, rng: own });
      const seen = tf.tidy(() => nets.attention.weights(nets.attention.encode(source), said));
      const [read, spoken, weights] = await Promise.all(
        [source, target, seen].map((tensor: tf.Tensor) => tensor.data()),
      );
      tf.dispose([source, said, target, seen]);
      return { read, spoken, weights } as Look;
    },
    async score(signal) {
      found = await byLength(signal);
      return scoreOf(found, longest, nets);
    },
  };
}

/** How both do by length, and how large they are. */
function scoreOf(found: readonly ByLength[], longest: number, nets: Nets): Score {
  const [fixedParameters, attentionParameters] = [nets.fixed, nets.attention].map(
    parameterCount,
  ) as [number, number];
  const [fixed, attention] = [fixedParameters, attentionParameters].map((size) =>
    size.toLocaleString('en-US'),
  );
  return {
    caption: { en: 'length', ja: '長さ' },
    columns: [
      { label: { en: 'fixed-length code: right', ja: '固定長の符号: 正解' }, kind: 'share' },
      { label: { en: 'attention: right', ja: 'アテンション: 正解' }, kind: 'share' },
      { label: { en: 'fixed: steps', ja: '固定長: ステップ' }, kind: 'share' },
      { label: { en: 'attention: steps', ja: 'アテンション: ステップ' }, kind: 'share' },
    ],
    rows: found.map((entry) => rowOf(entry, longest)),
    remarks: [
      {
        en: `parameters: ${fixed} of the fixed-length code, ${attention} with attention`,
        ja: `パラメータ数: 固定長の符号 ${fixed}、アテンション ${attention}`,
      },
    ],
    figures: Object.assign({ fixedParameters, attentionParameters }, ...found.map(figuresOf)),
  };
}

function rowOf({ length, fixed, attention }: ByLength, longest: number): ScoreRow {
  const more = length > longest;
  return {
    label: {
      en: `${length}${more ? ' (not trained on)' : ''}`,
      ja: `${length}${more ? '(未学習)' : ''}`,
    },
    values: [fixed.exact, attention.exact, fixed.steps, attention.steps],
  };
}

function figuresOf({ length, fixed, attention }: ByLength): Record<string, number> {
  return {
    [`fixedExact${length}`]: fixed.exact,
    [`attentionExact${length}`]: attention.exact,
    [`fixedSteps${length}`]: fixed.steps,
    [`attentionSteps${length}`]: attention.steps,
  };
}
