import type * as tf from '@tensorflow/tfjs-core';
import { engine, hold, release } from '../engine/engine';
import { CORE } from '../generated/wasm';
import { readScalar } from '../wasm/output';
import { kernelsOf } from '../wasm/registry';

/** Reads back every so many losses of a GPU to look for NaN, without waiting for them. */
const WATCH_EVERY = 25;

/**
 * The losses of a run. Where the data lies in this thread's memory each is read and checked at
 * once; a GPU is not made to wait: there a loss is read when it is asked for, and now and then in
 * the background.
 */
export class LossWatch {
  /** To be waited for before the next step, so that a GPU is never far behind the steps that it is given. */
  behind: Promise<void> | undefined;
  #background: Promise<void> | undefined;
  #failure: Error | undefined;
  #last: (() => Promise<number>) | undefined;
  #open: Promise<unknown> = Promise.resolve();

  /** Takes the loss of `step`; reads it where that is free. @throws Error if it is not finite */
  take(loss: tf.Scalar, step: number): () => Promise<number> {
    if (engine.backendName !== 'webgpu') {
      const onWasm = kernelsOf(CORE) !== undefined;
      const read = onWasm ? readScalar(loss) : (loss.dataSync()[0] as number);
      const value = check(read, step);
      return () => Promise.resolve(value);
    }
    let reading: Promise<number> | undefined;
    const read = () => {
      if (reading === undefined && loss.isDisposed) {
        return Promise.reject(
          new Error(
            `train: step ${step}: loss(): expected a call before the next step, got a later one`,
          ),
        );
      }
      if (reading === undefined) {
        reading = readLater(loss).then((value) => check(value, step));
        // Without its results, or each would hold all those before it.
        this.#open = Promise.allSettled([this.#open, reading]).then(() => undefined);
      }
      return reading;
    };
    this.#last = read;
    if (step % WATCH_EVERY === 0) {
      this.behind = this.#background;
      this.#background = read().then(
        () => undefined,
        (error: Error) => {
          this.#failure = error;
        },
      );
    }
    return read;
  }

  /** Reads the last loss of a run, if nobody has. @throws Error if it is not finite */
  async finish(): Promise<void> {
    await this.#last?.();
  }

  /** Waits until nothing is being read any more. */
  async close(): Promise<void> {
    await this.#open;
  }

  /** @throws Error if a loss that was read in the background was not finite */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** The value of a loss that may be disposed before a GPU has answered. */
async function readLater(loss: tf.Scalar): Promise<number> {
  const holding = hold(loss);
  try {
    return (await loss.data())[0] as number;
  } finally {
    release(holding);
  }
}

function check(value: number, step: number): number {
  if (Number.isFinite(value)) return value;
  throw new Error(`train: step ${step}: loss: expected a finite number, got ${value}`);
}
