import { adam, dispose, mse, parameters, random, valueAndGrads } from '@dl/core';
import { Gru, Lstm } from '@dl/lstm-gru';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { Metrics, TaskContext } from '../../command/topic';
import { count } from '../../terminal/format';
import { type COUNTS_OPTIONS, COUNTS_STEPS } from './settings';

type Context = TaskContext<typeof COUNTS_OPTIONS>;

/** The layers that are compared, and how people write them. */
const CELLS = { lstm: 'LSTM', gru: 'GRU', rnn: 'plain RNN' } as const;

type CellName = keyof typeof CELLS;

/** A layer, how many products each of its units has, and the training steps that were timed, in ms. */
interface Measured {
  readonly name: CellName;
  readonly blocks: number;
  readonly parameters: number;
  readonly step: () => Promise<void>;
  readonly times: number[];
}

/** Counts the parameters of an LSTM, a GRU and a plain RNN of one size, and times a training step of each. */
export async function runCounts(context: Context): Promise<Metrics> {
  const { options, screen, signal } = context;
  const { inputs, hidden, batch, time } = options;
  const steps = options.steps ?? COUNTS_STEPS;
  screen.title('LSTM against GRU: parameters, and the time of a training step');
  screen.note(`${inputs} inputs, ${hidden} hidden units; batch ${batch}, ${time} steps of time`);
  const { layers, free } = prepare(options);
  try {
    // A first step compiles; then in turn, so that what else the machine does meets all of them.
    for (const { step } of layers) await step();
    for (let i = 0; i < steps && !signal.aborted; i++) {
      for (const { step, times } of layers) {
        const start = performance.now();
        await step();
        times.push(performance.now() - start);
      }
    }
  } finally {
    free();
  }
  const medians = layers.map(({ times }) => median(times));
  const [least = Number.NaN] = medians.slice(-1);
  screen.table({
    head: ['layer', 'blocks', 'parameters', 'to RNN', 'ms a step', 'to RNN'],
    rows: layers.map(({ name, blocks, parameters }, i) => {
      const own = medians[i] as number;
      const share = parameters / (layers.at(-1) as Measured).parameters;
      const columns = [`${blocks}`, count(parameters), share.toFixed(2), own.toFixed(1)];
      return [CELLS[name], ...columns, (own / least).toFixed(2)];
    }),
  });
  return Object.assign(
    { inputs, hidden, batch, time, steps },
    ...layers.map(({ name, parameters }, i) => {
      return { [`${name}Parameters`]: parameters, [`${name}Ms`]: medians[i] as number };
    }),
  );
}

/** The layers, ready to train on one batch of noise. */
function prepare({ seed, inputs, hidden, batch, time }: Context['options']) {
  const rng = random(seed);
  const layers = {
    lstm: { layer: new Lstm(inputs, hidden, { rng }), blocks: 4 },
    gru: { layer: new Gru(inputs, hidden, { rng }), blocks: 3 },
    rnn: { layer: new Rnn(inputs, hidden, { rng }), blocks: 1 },
  };
  const xs = rng.normal([batch, time, inputs]);
  const target = rng.normal([batch, time, hidden], 0, 0.5);
  const optimizers = Object.values(layers).map(() => adam());
  const measured = Object.entries(layers).map(([name, { layer, blocks }], i): Measured => {
    const variables = parameters(layer);
    const size = variables.reduce((sum, variable) => sum + variable.size, 0);
    const loss = () => mse(layer.forward(xs).outputs, target) as tf.Scalar;
    const step = async () => {
      const { value, grads } = valueAndGrads(loss, variables);
      optimizers[i]?.update(grads);
      await value.data();
      tf.dispose([value, ...grads.values()]);
    };
    return { name: name as CellName, blocks, parameters: size, step, times: [] };
  });
  const free = () => {
    for (const { layer } of Object.values(layers)) dispose(layer);
    for (const optimizer of optimizers) optimizer.dispose();
    tf.dispose([xs, target]);
  };
  return { layers: measured, free };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return ((sorted[middle] as number) + (sorted[((sorted.length - 1) / 2) | 0] as number)) / 2;
}
