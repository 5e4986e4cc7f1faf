/** A memory with three switches, and what each gate of an LSTM is for. STEPS and SEEDS shorten it. */
import {
  adam,
  concat,
  dispose,
  Linear,
  mse,
  parameters,
  type Rng,
  random,
  setup,
  train,
} from '@dl/core';
import { LstmCell, traceGates } from '@dl/lstm-gru';
import { unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

const steps = Number(process.env.STEPS ?? 2000);
const seeds = Number(process.env.SEEDS ?? 5);
const time = 30;
const hidden = 4;

// #region data
/** Each step brings a number and three switches: store it, clear what is stored, show what is stored. */
function draw(rng: Rng, batch: number): { xs: tf.Tensor; shown: tf.Tensor } {
  const xs: number[][][] = [];
  const shown: number[][][] = [];
  for (let row = 0; row < batch; row++) {
    let stored = 0;
    const [x, y] = [[], []] as [number[][], number[][]];
    for (let t = 0; t < time; t++) {
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
    const own = tf.fill([hidden], 100);
    const parts = tf.split(bias, 4).map((part, i) => (GATES[i] === gate ? own : part));
    bias.assign(concat(parts, 0) as tf.Tensor1D);
  });
}
// #endregion open

await setup({ backend: 'wasm' });
const test = draw(random('test'), 200);
const nothing = tf.mean(tf.square(test.shown));
console.log('always 0 |', ((await nothing.data())[0] as number).toFixed(4));
for (const open of [undefined, 'input', 'forget', 'output'] as const) {
  const errors: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { cell, error } = await learn(seed, open);
    errors.push(error);
    if (!open && seed === 1) await look(cell);
    dispose(cell);
  }
  errors.sort((a, b) => a - b);
  const name = open ? `${open} held open` : 'all gates';
  console.log(`${name} | ${errors.map((error) => error.toFixed(4)).join(' ')}`);
}

async function learn(seed: number, open: Gate | undefined) {
  const rng = random(seed);
  const model = { cell: new LstmCell(4, hidden, { rng }), output: new Linear(hidden, 1, { rng }) };
  if (open) holdOpen(model.cell, open);
  const forward = (xs: tf.Tensor) => model.output.forward(unroll(model.cell, xs).outputs);
  for await (const _ of train({
    parameters: parameters(model),
    optimizer: adam({ learningRate: 0.02 }),
    batches: ({ rng }) => draw(rng, 32),
    loss: ({ xs, shown }) => mse(forward(xs), shown),
    rng,
    steps,
  })) {
    // Nothing is read while it trains.
  }
  const loss = tf.tidy(() => mse(forward(test.xs), test.shown));
  const error = (await loss.data())[0] as number;
  tf.dispose([loss, model.output.weight, model.output.bias as tf.Variable]);
  return { cell: model.cell, error };
}

// #region trace
/** The mean of each gate where its switch is on, and where all switches are off. */
async function look(cell: LstmCell): Promise<void> {
  const { input, forget, output } = traceGates(cell, test.xs); // each [batch, time, hidden]
  const on = (index: number) => tf.slice(test.xs, [0, 0, index], [-1, -1, 1]);
  const quiet = tf.sub(1, tf.maximum(on(1), on(2)));
  const mean = (gate: tf.Tensor, where: tf.Tensor) =>
    tf.div(tf.sum(tf.mul(gate, where), [0, 1]), tf.sum(where));
  for (const [name, gate, where] of [
    ['input gate, storing', input, on(1)],
    ['input gate, else', input, quiet],
    ['forget gate, storing', forget, on(1)],
    ['forget gate, clearing', forget, on(2)],
    ['forget gate, else', forget, quiet],
    ['output gate, showing', output, on(3)],
    ['output gate, else', output, tf.sub(1, on(3))],
  ] as const) {
    const units = Array.from(await mean(gate, where).data(), (v) => v.toFixed(2));
    console.log(`${name} | ${units.join(' ')}`);
  }
}
// #endregion trace
