import { adam, cosineDecay, parameterCount, type Rng, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { Contest } from '../../kit/contest';
import type { Frame, LessonRun, RunOptions } from '../../kit/lesson';
import type { Score, ScoreRow } from '../../kit/score';
import { type Spoken, tryOn } from './say';
import { drawReversals, type ReversalBatch } from './sequences';
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

/** Two translators in training, one with attention. */
export class ReversalRun implements LessonRun {
  readonly nets: { readonly fixed: Translator; readonly attention: Translator };
  readonly names = {
    fixed: { en: 'fixed-length code', ja: '固定長の符号' },
    attention: { en: 'attention', ja: 'アテンション' },
  };
  readonly lossLabel = { en: 'cross-entropy', ja: '交差エントロピー' };
  /** What the last test has found. */
  found: readonly ByLength[] = [];
  readonly #contest: Contest<ReversalBatch>;
  readonly #values: ReversalValues;
  readonly #rng: Rng;

  constructor(values: ReversalValues, seed: number) {
    this.#values = values;
    this.#rng = random(seed);
    const { symbols, longest, score, hidden, fixedHidden, batch, steps, learningRate } = values;
    const make = (name: string, units: number, own: typeof score | undefined) =>
      new Translator(units, { rng: this.#rng.fold(`weights ${name}`), symbols, score: own });
    this.nets = {
      fixed: make('without attention', fixedHidden, undefined),
      attention: make('with attention', hidden, score),
    };
    const contestants = Object.entries(this.nets).map(([name, model]) => {
      const optimizer = adam({ learningRate: cosineDecay(learningRate, { steps }) });
      return [name, { model, optimizer, loss: (drawn: ReversalBatch) => model.loss(drawn) }];
    });
    this.#contest = new Contest<ReversalBatch>({
      contestants: Object.fromEntries(contestants),
      rng: this.#rng.fold('data'),
      steps,
      clip: () => CLIP,
      batches: ({ rng }) => {
        const length = rng.int(1, longest + 1);
        return drawReversals({ batch, length, symbols, rng });
      },
    });
  }

  get state(): LessonRun['state'] {
    return this.#contest.state;
  }

  get steps(): number {
    return this.#contest.steps;
  }

  run(options?: RunOptions): AsyncGenerator<Frame, void, void> {
    return this.#contest.run(options);
  }

  /** Both networks on the same fresh sequences of each length, also of some that are longer than any in training. */
  async byLength(signal?: AbortSignal): Promise<ByLength[]> {
    const { longest, test, symbols } = this.#values;
    const rng = this.#rng.fold('test');
    const step = Math.max(1, Math.round(longest / 10));
    const trained = Array.from({ length: Math.floor(longest / step) }, (_, i) => (i + 1) * step);
    const lengths = [...trained, ...BEYOND.map((factor) => Math.ceil(factor * longest))];
    const found: ByLength[] = [];
    for (const length of lengths) {
      if (signal?.aborted) break;
      const drawn = drawReversals({ batch: test, length, symbols, rng: rng.fold(length) });
      const fixed = await tryOn(this.nets.fixed, drawn);
      const attention = await tryOn(this.nets.attention, drawn);
      found.push({ length, fixed, attention });
      tf.dispose([drawn.source, drawn.said, drawn.target]);
    }
    return found;
  }

  /** The weights of one sequence. */
  async look(): Promise<Look> {
    const { symbols, longest } = this.#values;
    const rng = this.#rng.fold('example');
    const length = Math.min(longest, 16);
    const { source, said, target } = drawReversals({ batch: 1, length, symbols, rng });
    const { attention } = this.nets;
    const seen = tf.tidy(() => attention.weights(attention.encode(source), said));
    const [read, spoken, weights] = await Promise.all([source.data(), target.data(), seen.data()]);
    tf.dispose([source, said, target, seen]);
    return { read, spoken, weights };
  }

  async score(signal?: AbortSignal): Promise<Score> {
    this.found = await this.byLength(signal);
    const { found } = this;
    const { longest } = this.#values;
    const sizes = {
      fixed: parameterCount(this.nets.fixed),
      attention: parameterCount(this.nets.attention),
    };
    const [fixed, attention] = [sizes.fixed, sizes.attention].map((n) => n.toLocaleString('en-US'));
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
      figures: Object.assign(
        { fixedParameters: sizes.fixed, attentionParameters: sizes.attention },
        ...found.map(figuresOf),
      ),
    };
  }

  dispose(): void {
    this.#contest.dispose();
  }
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
