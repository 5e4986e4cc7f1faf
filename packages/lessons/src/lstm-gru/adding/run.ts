import { adam, cosineDecay, mse, parameterCount, type Rng, random } from '@dl/core';
import { ADDING_BASELINE, type AddingBatch, addingProblem } from '@dl/datasets';
import type * as tf from '@tensorflow/tfjs-core';
import { Contest } from '../../kit/contest';
import type { Frame, LessonRun, RunOptions } from '../../kit/lesson';
import type { Score } from '../../kit/score';
import type { Text } from '../../kit/text';
import { type CellName, makeCell } from './cells';
import { SumReader } from './reader';
import type { AddingValues } from './settings';
import { TestSet, testError } from './test-set';
import { type AddingView, viewOf } from './view';

/** A network has learned the problem if its error is under the baseline's by this factor. */
const LEARNED = 10;

const NAMES: Readonly<Record<CellName, Text>> = {
  lstm: { en: 'LSTM', ja: 'LSTM' },
  gru: { en: 'GRU', ja: 'GRU' },
  'gru-before': { en: 'GRU', ja: 'GRU' },
  rnn: { en: 'plain RNN', ja: '単純なRNN' },
};

/** Readers with gates in training, and a plain one beside them. */
export class AddingRun implements LessonRun<AddingView> {
  readonly nets: Readonly<Record<string, SumReader>>;
  readonly names: LessonRun['names'] & object;
  readonly lossLabel = { en: 'mean squared error', ja: '平均二乗誤差' };
  readonly #contest: Contest<AddingBatch>;
  readonly #rng: Rng;
  /** Made when a page first asks. */
  #tests: TestSet | undefined;
  #values: AddingValues;

  constructor(values: AddingValues, seed: number) {
    this.#values = values;
    this.#rng = random(seed);
    const gated: CellName[] = values.cell === 'all' ? ['lstm', 'gru'] : [values.cell];
    const cells = [...gated, 'rnn'] as const;
    this.names = Object.fromEntries(cells.map((name) => [name, NAMES[name]]));
    this.nets = Object.fromEntries(cells.map((name) => [name, this.#net(name)]));
    const decay = cosineDecay(1, { steps: values.steps });
    const fall = values.schedule === 'cosine' ? decay : () => 1;
    this.#contest = new Contest({
      contestants: Object.fromEntries(
        Object.entries(this.nets).map(([name, model]) => [
          name,
          {
            model,
            optimizer: adam({ learningRate: (step) => this.#values.learningRate * fall(step) }),
            loss: ({ xs, sums }: AddingBatch): tf.Tensor => mse(model.forward(xs), sums),
          },
        ]),
      ),
      rng: this.#rng.fold('data'),
      steps: values.steps,
      batches: ({ rng }) => addingProblem(this.#values.batch, values.time, { rng }),
      clip: () => this.#values.clip,
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

  update(values: AddingValues): void {
    this.#values = values;
  }

  async view(): Promise<AddingView> {
    const { time } = this.#values;
    this.#tests ??= new TestSet(time, this.#rng.fold('held out'));
    return viewOf(this.nets, this.#tests, this.#values, this.#contest.diverged.has('rnn'));
  }

  async score(signal?: AbortSignal): Promise<Score> {
    const { test, time } = this.#values;
    const rows: Score['rows'][number][] = [
      { label: { en: 'always 1', ja: '常に1' }, values: [ADDING_BASELINE, 1, 0, null] },
    ];
    const figures: Record<string, number> = { baselineMse: ADDING_BASELINE };
    for (const [name, net] of Object.entries(this.nets)) {
      const rng = this.#rng.fold('test');
      const error = await testError(net, { count: test, time, rng, ...(signal && { signal }) });
      const learned = error * LEARNED <= ADDING_BASELINE;
      const size = parameterCount(net);
      const values = [error, ADDING_BASELINE / error, size, Number(learned)];
      rows.push({ label: NAMES[name as CellName], values, strong: learned });
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
  }

  dispose(): void {
    this.#contest.dispose();
    this.#tests?.dispose();
  }

  #net(name: CellName): SumReader {
    const rng = this.#rng.fold(`weights of ${name}`);
    return new SumReader(makeCell(name, this.#values, rng) as never, { rng });
  }
}
