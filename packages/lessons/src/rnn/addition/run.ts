import { type Rng, random } from '@dl/core';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import { labelOf } from '../../kit/settings';
import { trainingRun } from '../../kit/training';
import { limitOf, type Pair } from './bits';
import { answersOf, exactMatch } from './exact-match';
import { gradientThroughTime } from './gradient-through-time';
import { type Adder, asPrinted, LOSSES, makeAdder, makeOptimizer } from './network';
import { batchOf, drawPairs, HeldOut } from './pairs';
import { type AdditionValues, SETTINGS } from './settings';
import { type AdditionView, answerPairs, Untrained } from './view';

/** An adder in training. */
export interface AdditionRun extends LessonRun<AdditionView> {
  readonly net: Adder;
  /** Of a pair that the latest step was trained on: what the network says of it now. */
  answer(): Promise<{ pair: Pair; probabilities: Float32Array }>;
  update(values: AdditionValues): void;
  view(): Promise<AdditionView>;
}

/** Makes an adder. */
export function start(values: AdditionValues, { seed }: LessonContext): AdditionRun {
  const { bits } = values;
  let now = values;
  let latest: readonly Pair[] = [];
  // Weights and data have streams of their own: another network sees the same pairs.
  const rng = random(seed);
  const net = makeAdder(values, rng.fold('weights'));
  const held = new HeldOut(values.heldOut, bits, rng.fold('held out'));
  const untrained = new Untrained(seed);
  const loss = values.asPrinted ? asPrinted : LOSSES[values.lossFunction];
  const draw = (rng: Rng) =>
    held.pairs.length > 0 ? held.draw(now.batch, rng) : drawPairs(now.batch, bits, rng);
  return {
    ...trainingRun({
      model: net,
      optimizer: makeOptimizer(values.optimizer, () => now.learningRate),
      rng: rng.fold('data'),
      steps: values.steps,
      batches: (step) => {
        latest = draw(step.rng);
        return batchOf(latest, bits);
      },
      loss: ({ xs, sums }) => loss(net.forward(xs), sums),
      clip: () => now.clip,
    }),
    net,
    lossLabel: labelOf(SETTINGS.lossFunction, values.lossFunction),
    async answer() {
      const pair = latest[0] ?? [0, 0];
      return { pair, probabilities: await answersOf(net, [pair], bits) };
    },
    update(values) {
      now = values;
    },
    async view() {
      return {
        ...(await answerPairs(net, held.pairs, bits)),
        gradient: await gradientThroughTime(net, now.span, seed),
        untrained: await untrained.compare(now),
      };
    },
    async score(signal) {
      const { share, right, pairs } = await exactMatch(net, bits, signal);
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
    },
  };
}
