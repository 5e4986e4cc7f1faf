import {
  adam,
  dispose,
  groups,
  mse,
  type Optimizer,
  parameterCount,
  parameters,
  random,
  valueAndGrads,
} from '@dl/core';
import { Gru, Lstm } from '@dl/lstm-gru';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { Frame, LessonContext, LessonRun, RunOptions } from '../../kit/lesson';
import type { Score } from '../../kit/score';
import { median } from '../../kit/study';
import type { CountsValues } from './settings';

const NAMES = {
  lstm: { en: 'LSTM', ja: 'LSTM' },
  gru: { en: 'GRU', ja: 'GRU' },
  rnn: { en: 'plain RNN', ja: '単純なRNN' },
} as const;

type CellName = keyof typeof NAMES;

// #region formula
/** Gates · (in · hidden + hidden² + hidden); the GRU's candidate has a bias inside its reset gate too. */
export function formulas(inSize: number, hidden: number): Record<CellName, number> {
  const one = inSize * hidden + hidden ** 2 + hidden;
  return { lstm: 4 * one, gru: 3 * one + hidden, rnn: one };
}
// #endregion formula

/** A layer, how many products each of its units has, and the training steps that were timed, in ms. */
interface Measured {
  readonly name: CellName;
  readonly layer: Lstm | Gru | Rnn;
  readonly blocks: number;
  readonly optimizer: Optimizer;
  readonly times: number[];
}

/** Three layers of one size, which train on one batch of noise; each step of each is timed. */
export class CountsRun implements LessonRun {
  readonly state: LessonRun['state'];
  readonly steps: number;
  readonly lossLabel = { en: 'mean squared error of the LSTM', ja: 'LSTM の平均二乗誤差' };
  readonly #layers: readonly Measured[];
  readonly #xs: tf.Tensor;
  readonly #target: tf.Tensor;

  constructor({ inputs, hidden, batch, time, steps }: CountsValues, seed: number) {
    const rng = random(seed);
    const make = (name: CellName, layer: Measured['layer'], blocks: number): Measured => {
      return { name, layer, blocks, optimizer: adam(), times: [] };
    };
    this.#layers = [
      make('lstm', new Lstm(inputs, hidden, { rng }), 4),
      make('gru', new Gru(inputs, hidden, { rng }), 3),
      make('rnn', new Rnn(inputs, hidden, { rng }), 1),
    ];
    this.steps = steps;
    this.#xs = rng.normal([batch, time, inputs]);
    this.#target = rng.normal([batch, time, hidden], 0, 0.5);
    this.state = {
      model: Object.fromEntries(this.#layers.map(({ name, layer }) => [name, layer])),
      optimizer: groups(
        this.#layers.map(({ layer, optimizer }) => ({ parameters: parameters(layer), optimizer })),
      ),
    };
  }

  /** A step of each in turn, so that what else the machine does meets all of them. */
  async *run({ start = 0, steps = this.steps, signal }: RunOptions = {}): AsyncGenerator<Frame> {
    // A first step compiles.
    if (start < steps) for (const one of this.#layers) await this.#step(one);
    for (let step = start + 1; step <= steps && !signal?.aborted; step++) {
      const losses: number[] = [];
      for (const one of this.#layers) {
        const begun = performance.now();
        losses.push(await this.#step(one));
        one.times.push(performance.now() - begun);
      }
      yield { step, loss: async () => losses[0] as number };
    }
  }

  async score(): Promise<Score> {
    const rows = this.#layers.map(({ name, layer, blocks, times }) => {
      return { name, blocks, size: parameterCount(layer), ms: median(times) };
    });
    const rnn = rows.at(-1) as (typeof rows)[number];
    return {
      caption: { en: 'layer', ja: '層' },
      columns: [
        { label: { en: 'blocks', ja: 'ブロック' }, kind: 'count' },
        { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
        { label: { en: 'to RNN', ja: '対 RNN' }, kind: 'number', decimals: 2 },
        { label: { en: 'ms a step', ja: '1ステップ(ms)' }, kind: 'number', decimals: 1 },
        { label: { en: 'to RNN', ja: '対 RNN' }, kind: 'number', decimals: 2 },
      ],
      rows: rows.map(({ name, blocks, size, ms }) => ({
        label: NAMES[name],
        values: [blocks, size, size / rnn.size, ms, ms / rnn.ms],
      })),
      figures: Object.assign(
        {},
        ...rows.map(({ name, size, ms }) => ({ [`${name}Parameters`]: size, [`${name}Ms`]: ms })),
      ),
    };
  }

  dispose(): void {
    dispose(this.state.model);
    this.state.optimizer.dispose();
    tf.dispose([this.#xs, this.#target]);
  }

  async #step({ layer, optimizer }: Measured): Promise<number> {
    const loss = () => mse(layer.forward(this.#xs).outputs, this.#target);
    const { value, grads } = valueAndGrads(loss, parameters(layer));
    optimizer.update(grads);
    const [found] = await value.data();
    tf.dispose([value, ...grads.values()]);
    return found as number;
  }
}

/** Makes the layers. */
export function start(values: CountsValues, { seed }: LessonContext): CountsRun {
  return new CountsRun(values, seed);
}
