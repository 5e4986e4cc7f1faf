import { mse, type Rng } from '@dl/core';
import { addingProblem } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import type { SumReader } from './network';

/** Numbers in all sequences together: of long ones there are fewer. */
const NUMBERS = 12_800;

/** A sum that is less than this off is taken for right: Hochreiter and Schmidhuber 1997. */
const NEAR = 0.04;

/** Sequences of the adding problem that no training step sees; the first few are shown. */
export class TestSet {
  readonly size: number;
  /** [sequences, time, 2] */
  readonly xs: tf.Tensor3D;
  readonly sums: Float32Array;
  readonly #values: Float32Array;

  constructor(
    readonly time: number,
    rng: Rng,
  ) {
    this.size = Math.min(256, Math.floor(NUMBERS / time));
    const { xs, sums } = addingProblem(this.size, time, { rng });
    this.xs = xs;
    // They were made here: nothing is waited for but on a GPU, once.
    this.#values = xs.dataSync() as Float32Array;
    this.sums = sums.dataSync() as Float32Array;
    sums.dispose();
  }

  /** One sequence: its numbers, its marked steps and its sum. */
  example(at: number): { values: Float32Array; marks: number[]; sum: number } {
    const values = new Float32Array(this.time);
    const marks: number[] = [];
    for (let t = 0; t < this.time; t++) {
      const from = 2 * (at * this.time + t);
      values[t] = this.#values[from] as number;
      if (this.#values[from + 1] === 1) marks.push(t);
    }
    return { values, marks, sum: this.sums[at] as number };
  }

  /** What a network says of each. */
  async answers(net: SumReader): Promise<Float32Array> {
    const said = net.forward(this.xs);
    const values = (await said.data()) as Float32Array;
    said.dispose();
    return values;
  }

  dispose(): void {
    this.xs.dispose();
  }
}

/** How far answers are off: mean squared error, and the share that is near. */
export function errorsOf(
  answers: Float32Array,
  sums: Float32Array,
): { error: number; near: number } {
  let [error, near] = [0, 0];
  for (let i = 0; i < sums.length; i++) {
    const off = Math.abs((answers[i] as number) - (sums[i] as number));
    error += off * off;
    if (off < NEAR) near++;
  }
  return { error: error / sums.length, near: near / sums.length };
}

/** Sequences that go through a network at once when it is tested. */
const TEST_BATCH = 500;

/** What is tested on. */
interface TestOptions {
  readonly count: number;
  readonly time: number;
  /** The same for every network: they see the same sequences. */
  readonly rng: Rng;
  readonly signal?: AbortSignal | undefined;
}

/** The mean squared error over fresh sequences. Ends early if `signal` aborts. */
export async function testError(
  net: SumReader,
  { count, time, rng, signal }: TestOptions,
): Promise<number> {
  let sum = 0;
  await inParts({ count, size: TEST_BATCH, signal }, async (from, end) => {
    const total = tf.tidy(() => {
      const { xs, sums } = addingProblem(end - from, time, { rng: rng.fold(from) });
      return mse(net.forward(xs), sums, { reduction: 'sum' });
    });
    sum += (await total.data())[0] as number;
    total.dispose();
  });
  return sum / count;
}
