import { adam, concat, dispose, Linear, mse, parameters, type Rng, random, train } from '@dl/core';
import { LstmCell, traceGates } from '@dl/lstm-gru';
import { unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy, median } from '../../kit/study';

const TIME = 30;
const HIDDEN = 4;

// #region data
/** Each step brings a number and three switches: store it, clear what is stored, show what is stored. */
function draw(rng: Rng, batch: number): { xs: tf.Tensor; shown: tf.Tensor } {
  const xs: number[][][] = [];
  const shown: number[][][] = [];
  for (let row = 0; row < batch; row++) {
    let stored = 0;
    const [x, y] = [[], []] as [number[][], number[][]];
    for (let t = 0; t < TIME; t++) {
      const value = 2 * rng.next() - 1;
      const event = rng.int(0, 6); // 0 stores, 1 clears, else nothing happens
      const show = rng.int(0, 2);
      if (event === 0) stored = value;
      if (event === 1) stored = 0;
      x.push([value, event === 0 ? 1 : 0, event === 1 ? 1 : 0, show]);
      y.push([show * stored]);
    }
    xs.push(x);
    shown.push(y);
  }
  return { xs: tf.tensor(xs), shown: tf.tensor(shown) };
}
// #endregion data

// #region open
const GATES = ['input', 'forget', 'candidate', 'output'] as const; // the columns of a cell's weights
type Gate = (typeof GATES)[number];

/** Holds a gate open: σ(100) is 1 in float32 and its slope 0, so that nothing moves it any more. */
function holdOpen(cell: LstmCell, gate: Gate): void {
  const bias = cell.input.bias as tf.Variable;
  tf.tidy(() => {
    const own = tf.fill([HIDDEN], 100);
    const parts = tf.split(bias, 4).map((part, i) => (GATES[i] === gate ? own : part));
    bias.assign(concat(parts, 0) as tf.Tensor1D);
  });
}
// #endregion open

async function learn(
  { seed, steps, open }: { seed: number; steps: number; open: Gate | undefined },
  test: { xs: tf.Tensor; shown: tf.Tensor },
) {
  const rng = random(seed);
  const model = { cell: new LstmCell(4, HIDDEN, { rng }), output: new Linear(HIDDEN, 1, { rng }) };
  if (open) holdOpen(model.cell, open);
  const optimizer = adam({ learningRate: 0.02 });
  const forward = (xs: tf.Tensor) => model.output.forward(unroll(model.cell, xs).outputs);
  for await (const _ of train({
    parameters: parameters(model),
    optimizer,
    batches: ({ rng }) => draw(rng, 32),
    loss: ({ xs, shown }) => mse(forward(xs), shown),
    rng,
    steps,
  })) {
    // Nothing is read while it trains.
  }
  const loss = tf.tidy(() => mse(forward(test.xs), test.shown));
  const error = (await loss.data())[0] as number;
  tf.dispose(loss);
  dispose(model.output);
  optimizer.dispose();
  return { cell: model.cell, error };
}

// #region trace
/** The mean of each gate where its switch is on, and where all switches are off; of each unit. */
async function look(cell: LstmCell, xs: tf.Tensor): Promise<Record<string, number[]>> {
  const means = tf.tidy(() => {
    const { input, forget, output } = traceGates(cell, xs); // each [batch, time, hidden]
    const on = (index: number) => tf.slice(xs, [0, 0, index], [-1, -1, 1]);
    const quiet = tf.sub(1, tf.maximum(on(1), on(2)));
    const mean = (gate: tf.Tensor, where: tf.Tensor) =>
      tf.div(tf.sum(tf.mul(gate, where), [0, 1]), tf.sum(where));
    return {
      'input-storing': mean(input, on(1)),
      'input-else': mean(input, quiet),
      'forget-storing': mean(forget, on(1)),
      'forget-clearing': mean(forget, on(2)),
      'forget-else': mean(forget, quiet),
      'output-showing': mean(output, on(3)),
      'output-else': mean(output, tf.sub(1, on(3))),
    };
  });
  const entries = Object.entries(means).map(async ([name, mean]) => [
    name,
    [...(await mean.data())],
  ]);
  const found = Object.fromEntries(await Promise.all(entries)) as Record<string, number[]>;
  tf.dispose(Object.values(means));
  return found;
}
// #endregion trace

/** The unit that works most as a memory: its input gate tells storing from all else. */
function memoryOf(means: Record<string, number[]>): Record<string, number> {
  const [storing, other] = [means['input-storing'] ?? [], means['input-else'] ?? []];
  const gaps = storing.map((value, unit) => value - (other[unit] as number));
  const unit = gaps.indexOf(Math.max(...gaps));
  return Object.fromEntries(
    Object.entries(means).map(([name, values]) => [`memory-${name}`, values[unit] as number]),
  );
}

/** A memory with three switches, and what each gate of an LSTM is for: errors, and the gates of the unit that remembers. */
export const study = defineStudy({
  full: { steps: 2000, seeds: 5 },
  quick: { steps: 10, seeds: 1 },
  async run({ steps, seeds }) {
    const test = draw(random('test'), 200);
    const nothing = tf.tidy(() => tf.mean(tf.square(test.shown)));
    const figures: Record<string, number | number[]> = {
      'always-0': (await nothing.data())[0] as number,
    };
    for (const open of [undefined, 'input', 'forget', 'output'] as const) {
      const errors: number[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        const { cell, error } = await learn({ seed, steps, open }, test);
        errors.push(error);
        if (!open && seed === 1) Object.assign(figures, memoryOf(await look(cell, test.xs)));
        dispose(cell);
      }
      const name = open ?? 'all';
      figures[name] = median(errors);
      figures[`${name}-range`] = [Math.min(...errors), Math.max(...errors)];
    }
    tf.dispose([nothing, test.xs, test.shown]);
    return figures;
  },
});
