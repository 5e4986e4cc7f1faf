import { adam, cosineDecay, mse, parameterCount, random } from '@dl/core';
import { ADDING_BASELINE, addingProblem } from '@dl/datasets';
import { contestRun } from '../../kit/contest';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { ScoreRow } from '../../kit/score';
import { type CellName, makeCell, NAMES, SumReader } from './network';
import type { AddingValues } from './settings';
import { TestSet, testError } from './test-set';
import { type AddingView, viewOf } from './view';

/** A network has learned the problem if its error is under the baseline's by this factor. */
const LEARNED = 10;

/** Readers with gates in training, and a plain one beside them. */
export interface AddingRun extends LessonRun<AddingView> {
  readonly nets: Readonly<Record<string, SumReader>>;
  readonly names: LessonRun['names'] & object;
  update(values: AddingValues): void;
  view(): Promise<AddingView>;
}

/** Makes the readers. */
export function start(values: AddingValues, { seed }: LessonContext): AddingRun {
  const { time, steps, test } = values;
  let now = values;
  const rng = random(seed);
  const gated: CellName[] = values.cell === 'all' ? ['lstm', 'gru'] : [values.cell];
  const cells = [...gated, 'rnn'] as const;
  const reader = (name: CellName): SumReader => {
    const own = rng.fold(`weights of ${name}`);
    return new SumReader(makeCell(name, values, own) as never, { rng: own });
  };
  const nets = Object.fromEntries(cells.map((name) => [name, reader(name)]));
  const decay = cosineDecay(1, { steps });
  const fall = values.schedule === 'cosine' ? decay : () => 1;
  const contest = contestRun({
    models: nets,
    optimizer: () => adam({ learningRate: (step) => now.learningRate * fall(step) }),
    rng: rng.fold('data'),
    steps,
    batches: ({ rng }) => addingProblem(now.batch, time, { rng }),
    loss: (net, { xs, sums }) => mse(net.forward(xs), sums),
    clip: () => now.clip,
  });
  /** Made when a page first asks. */
  let tests: TestSet | undefined;
  return {
    ...contest,
    nets,
    names: Object.fromEntries(cells.map((name) => [name, NAMES[name]])),
    lossLabel: { en: 'mean squared error', ja: '平均二乗誤差' },
    update(values) {
      now = values;
    },
    async view() {
      tests ??= new TestSet(time, rng.fold('held out'));
      return viewOf(nets, tests, now, contest.diverged.has('rnn'));
    },
    async score(signal) {
      const label = { en: 'always 1', ja: '常に1' };
      const rows: ScoreRow[] = [{ label, values: [ADDING_BASELINE, 1, 0, null] }];
      const figures: Record<string, number> = { baselineMse: ADDING_BASELINE };
      for (const name of cells) {
        const net = nets[name] as SumReader;
        const error = await testError(net, { count: test, time, rng: rng.fold('test'), signal });
        const learned = error * LEARNED <= ADDING_BASELINE;
        const values = [error, ADDING_BASELINE / error, parameterCount(net), Number(learned)];
        rows.push({ label: NAMES[name], values, strong: learned });
        figures[`${name}Mse`] = error;
      }
      return {
        caption: { en: 'fresh sequences', ja: '新しい系列' },
        columns: [
          { label: { en: 'MSE', ja: '平均二乗誤差' }, kind: 'number' },
          { label: { en: 'baseline ÷ MSE', ja: '基準 ÷ 誤差' }, kind: 'number' },
          { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
          { label: { en: 'learned', ja: '学習できたか' }, kind: 'flag' },
        ],
        rows,
        figures,
      };
    },
    dispose() {
      contest.dispose();
      tests?.dispose();
    },
  };
}
