import { clipByGlobalNorm, type Rng, random } from '@dl/core';
import type { Frame, LessonRun, RunOptions } from '../../kit/lesson';
import type { Score } from '../../kit/score';
import type { Text } from '../../kit/text';
import { trainingRun } from '../../kit/training';
import type { Adder } from './adder';
import { limitOf, type Pair } from './bits';
import { answersOf, exactMatch } from './exact-match';
import { gradientThroughTime } from './gradient-through-time';
import { asPrinted, LOSSES } from './losses';
import { makeAdder, makeOptimizer } from './make';
import { batchOf, drawPairs, HeldOut, type PairBatch } from './pairs';
import { type AdditionValues, SETTINGS } from './settings';
import { type AdditionView, answerPairs, Untrained } from './view';

/** An adder in training. */
export class AdditionRun implements LessonRun<AdditionView> {
  readonly net: Adder;
  readonly state: LessonRun['state'];
  readonly steps: number;
  readonly lossLabel: Text;
  readonly run: (options?: RunOptions) => AsyncGenerator<Frame, void, void>;
  readonly dispose: () => void;
  readonly #heldOut: HeldOut;
  readonly #untrained: Untrained;
  readonly #seed: number;
  #values: AdditionValues;
  #latest: readonly Pair[] = [];

  constructor(values: AdditionValues, seed: number) {
    this.#values = values;
    this.#seed = seed;
    // Weights and data have streams of their own: another network sees the same pairs.
    const rng = random(seed);
    this.net = makeAdder(values, rng.fold('weights'));
    this.#heldOut = new HeldOut(values.heldOut, values.bits, rng.fold('held out'));
    this.#untrained = new Untrained(seed);
    const loss = values.asPrinted ? asPrinted : LOSSES[values.lossFunction];
    const training = trainingRun<PairBatch>({
      model: this.net,
      optimizer: makeOptimizer(values.optimizer, () => this.#values.learningRate),
      rng: rng.fold('data'),
      steps: values.steps,
      batches: (step) => this.#draw(step.rng),
      loss: ({ xs, sums }) => loss(this.net.forward(xs), sums),
      onGradients: (gradients) => {
        if (this.#values.clip > 0) clipByGlobalNorm(gradients, this.#values.clip);
      },
    });
    ({ state: this.state, steps: this.steps, run: this.run, dispose: this.dispose } = training);
    this.lossLabel = lossLabel(values);
  }

  /** Of a pair that the latest step was trained on: what the network says of it now. */
  async answer(): Promise<{ pair: Pair; probabilities: Float32Array }> {
    const pair = this.#latest[0] ?? [0, 0];
    return { pair, probabilities: await answersOf(this.net, [pair], this.#values.bits) };
  }

  update(values: AdditionValues): void {
    this.#values = values;
  }

  async view(): Promise<AdditionView> {
    const { bits, span } = this.#values;
    return {
      ...(await answerPairs(this.net, this.#heldOut.pairs, bits)),
      gradient: await gradientThroughTime(this.net, span, this.#seed),
      untrained: await this.#untrained.compare(this.#values),
    };
  }

  async score(signal?: AbortSignal): Promise<Score> {
    const { bits } = this.#values;
    const { share, right, pairs } = await exactMatch(this.net, bits, signal);
    const limit = limitOf(bits);
    const label = `${limit} × ${limit} = ${pairs.toLocaleString('en-US')}`;
    return {
      caption: { en: 'all pairs', ja: 'すべての組' },
      columns: [
        { label: { en: 'exact match', ja: '全ビット正解' }, kind: 'share' },
        { label: { en: 'right', ja: '正' }, kind: 'count' },
        { label: { en: 'wrong', ja: '誤' }, kind: 'count' },
      ],
      rows: [
        {
          label: { en: label, ja: label },
          values: [share, right, pairs - right],
          strong: share === 1,
        },
      ],
      figures: { exactMatch: share, right, pairs },
    };
  }

  #draw(rng: Rng): PairBatch {
    const { batch, bits } = this.#values;
    const held = this.#heldOut;
    this.#latest = held.pairs.length > 0 ? held.draw(batch, rng) : drawPairs(batch, bits, rng);
    return batchOf(this.#latest, bits);
  }
}

function lossLabel({ lossFunction }: AdditionValues): Text {
  const { options } = SETTINGS.lossFunction;
  const { label } = options.find(({ value }) => value === lossFunction) ?? SETTINGS.lossFunction;
  return label;
}
