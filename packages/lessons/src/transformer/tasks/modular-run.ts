import { parameterCount, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { contestRun } from '../../kit/contest';
import type { LessonContext } from '../../kit/lesson';
import { drawPairs, modularPairs, shareOfSums, sumLoss } from './modular';
import { modularScore } from './modular-score';
import { CLIP, makeNets, namesOf, optimizerOf } from './nets';
import type { TasksValues } from './settings';
import type { Moment, TasksRun } from './tasks-run';

/** Moments of a run at which both shares are measured. */
const MOMENTS = 100;

/** Some of all pairs are known and are drawn from; the others are held out. */
export function startModular(values: TasksValues, { seed }: LessonContext): TasksRun {
  const { modulus, share, batch, steps } = values;
  const rng = random(seed);
  const nets = makeNets(values, modulus + 1, rng.fold('weights'));
  const { train, held } = modularPairs(modulus, { share, rng: rng.fold('split') });
  const history: Moment[] = [];
  const contest = contestRun({
    models: nets,
    optimizer: () => optimizerOf(values, { stays: true }),
    rng: rng.fold('training'),
    steps,
    batches: ({ rng }) => drawPairs(train, batch, rng),
    loss: sumLoss,
    clip: () => CLIP,
  });

  async function momentOf(step: number): Promise<Moment> {
    const both: { train: Record<string, number>; held: Record<string, number> } = {
      train: {},
      held: {},
    };
    for (const [name, net] of Object.entries(nets)) {
      both.train[name] = await shareOfSums(net, train);
      both.held[name] = await shareOfSums(net, held);
    }
    return { step, ...both };
  }

  const [known, unknown] = [train, held].map(({ sums }) => sums.size.toLocaleString('en-US'));
  return {
    ...contest,
    ...{ nets, history, found: {}, names: namesOf(nets) },
    lossLabel: { en: 'cross-entropy', ja: '交差エントロピー' },
    about: [
      {
        en: `data: made, all ${modulus} × ${modulus} sums modulo ${modulus}: ${known} to learn from, ${unknown} held out`,
        ja: `データ: 法 ${modulus} の和をすべて生成。学習 ${known} 組、テスト ${unknown} 組`,
      },
    ],
    async *run(options) {
      const every = Math.ceil(steps / MOMENTS);
      for await (const frame of contest.run(options)) {
        if (frame.step % every === 0) history.push(await momentOf(frame.step));
        yield frame;
      }
    },
    async example() {
      return undefined;
    },
    async score() {
      const last = await momentOf(history.at(-1)?.step ?? 0);
      const sums = [
        Array.from(await train.sums.data()),
        Array.from(await held.sums.data()),
      ] as const;
      return modularScore({
        ...{ nets, last, history, sums },
        sizes: Object.fromEntries(
          Object.entries(nets).map(([name, net]) => [name, parameterCount(net)]),
        ),
      });
    },
    dispose() {
      contest.dispose();
      tf.dispose([train.ids, train.sums, held.ids, held.sums]);
    },
  };
}
