import { parameterCount, random, softmaxCrossEntropy } from '@dl/core';
import { contestRun } from '../../kit/contest';
import type { LessonContext } from '../../kit/lesson';
import { exampleOf } from './example';
import { type Measured, measure, mostFrequent, sayOn } from './measure';
import { CLIP, makeNets, namesOf, optimizerOf } from './nets';
import { batchOf, drawRows, type Problem } from './problem';
import { PROBLEMS } from './problems';
import { type Outcome, scoreOf } from './score';
import type { TasksValues } from './settings';
import type { TasksRun } from './tasks-run';

/** Lengths that are tested: shares of the longest that is trained on. The last is longer than any. */
const SHARES = [0.25, 0.5, 1, 1.5];

/** Makes the networks. @throws RangeError for heads that do not divide the width */
export async function start(values: TasksValues, context: LessonContext): Promise<TasksRun> {
  if (values.problem !== 'modular') return startRows(values, context, values.problem);
  return (await import('./modular-run')).startModular(values, context);
}

/** Rows that are drawn, of all lengths up to the longest. */
function startRows(
  values: TasksValues,
  { seed }: LessonContext,
  name: keyof typeof PROBLEMS,
): TasksRun {
  const problem: Problem = PROBLEMS[name];
  const { longest, batch: count, test, steps } = values;
  const rng = random(seed);
  const nets = makeNets(values, problem.alphabet.length, rng.fold('weights'));
  const lengths = [...new Set(SHARES.map((share) => evenFor(name, Math.ceil(share * longest))))];
  let found: Readonly<Record<string, Measured>> = {};
  return {
    ...contestRun({
      models: nets,
      optimizer: () => optimizerOf(values, { stays: false }),
      rng: rng.fold('training'),
      steps,
      // #region batches
      batches({ rng }) {
        const length = evenFor(name, rng.int(1, longest + 1));
        return batchOf(drawRows(problem, { count, length, rng }));
      },
      loss: (net, { ids, labels }) => softmaxCrossEntropy(net.forward(ids), labels),
      // #endregion batches
      clip: () => CLIP,
    }),
    ...{ nets, history: [], names: namesOf(nets) },
    lossLabel: { en: 'cross-entropy', ja: '交差エントロピー' },
    about: [
      {
        en: 'data: made by a program, drawn anew for every step; tested on rows of other seeds',
        ja: 'データ: プログラムで毎ステップ新しく生成。テストは別のシードの系列',
      },
    ],
    get found() {
      return found;
    },
    async example() {
      const length = evenFor(name, Math.min(longest, 12));
      return exampleOf(problem, nets, { length, rng: rng.fold('example') });
    },
    async score(signal) {
      const rows = { problem, lengths, longest, count: test, rng: rng.fold('test') };
      const guess = mostFrequent(problem, { longest, rng: rng.fold('frequent') });
      const all: Record<string, Measured> = { baseline: await measure(guess, rows, signal) };
      for (const [name, net] of Object.entries(nets)) {
        all[name] = await measure((part) => sayOn(net, part), rows, signal);
      }
      found = all;
      const sizes = Object.fromEntries(
        Object.entries(nets).map(([name, net]) => [name, parameterCount(net)]),
      );
      return scoreOf({ found, sizes, lengths, longest } satisfies Outcome);
    },
  };
}

/** Brackets go in pairs. */
function evenFor(name: string, length: number): number {
  return name === 'dyck' ? 2 * Math.ceil(length / 2) : length;
}
