import type { Schedule } from '@dl/core';
import {
  adam,
  Embedding,
  Linear,
  parameters,
  type Rng,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
import { type StackOptions, sinusoids, TransformerEncoder } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';

/** How many letters there are, and in a row. */
const [LETTERS, LENGTH] = [12, 10];

/** A batch of rows of letters, and the same from the last letter to the first: int32 [batch, length] both. */
export function drawRows(rng: Rng, batch: number): { row: tf.Tensor2D; turned: tf.Tensor2D } {
  const row = rng.integers(0, LETTERS, [batch, LENGTH]) as tf.Tensor2D;
  return { row, turned: tf.reverse(row, 1) };
}

// #region model
/** Says a row of letters backwards, all places at once: at each place a letter from elsewhere. */
export class Reverser {
  readonly embedding: Embedding;
  readonly encoder: TransformerEncoder;
  readonly head: Linear;
  readonly #places: tf.Tensor2D | undefined;

  constructor(size: number, options: StackOptions, withSinusoids = false) {
    const { rng } = options;
    this.embedding = new Embedding(LETTERS, size, { rng });
    this.encoder = new TransformerEncoder(size, options);
    this.head = new Linear(size, LETTERS, { rng });
    this.#places = withSinusoids ? sinusoids(LENGTH, size) : undefined;
  }

  forward(row: tf.Tensor2D): tf.Tensor3D {
    const letters = this.embedding.forward(row);
    const x = this.#places === undefined ? letters : tf.add(letters, this.#places);
    return this.head.forward(this.encoder.forward(x)) as tf.Tensor3D;
  }

  /** Frees what is no parameter. */
  disposePlaces(): void {
    this.#places?.dispose();
  }
}
// #endregion model

/** Trains it; gives the loss of the last step. */
export async function trainReverser(
  model: Reverser,
  { steps, rng, learningRate }: { steps: number; rng: Rng; learningRate: number | Schedule },
): Promise<number> {
  const optimizer = adam({ learningRate });
  let last = Number.NaN;
  for await (const { step, loss } of train({
    parameters: parameters(model),
    optimizer,
    steps,
    rng,
    batches: ({ rng }) => drawRows(rng, 32),
    loss: ({ row, turned }) => softmaxCrossEntropy(model.forward(row), turned),
  })) {
    if (step === steps) last = await loss();
  }
  optimizer.dispose();
  return last;
}

/** The share of letters that are right, of rows not seen before. */
export async function shareRight(model: Reverser, rng: Rng, rows: number): Promise<number> {
  const share = tf.tidy(() => {
    const { row, turned } = drawRows(rng, rows);
    const said = tf.argMax(model.forward(row), 2);
    return tf.mean(tf.cast(tf.equal(said, turned), 'float32'));
  });
  const [value] = await share.data();
  share.dispose();
  return value as number;
}
