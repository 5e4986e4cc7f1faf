import { type CheckpointContents, loadCheckpoint, saveCheckpoint } from '@dl/core';
import type { RunCheckpoint } from './train-options';

/** A run that is kept in a store, so that it can go on; without one, nothing is kept. */
export class KeptRun {
  readonly #checkpoint: RunCheckpoint | undefined;
  readonly #contents: CheckpointContents;
  #kept = 0;

  constructor(checkpoint: RunCheckpoint | undefined, contents: CheckpointContents) {
    this.#checkpoint = checkpoint;
    this.#contents = contents;
  }

  /** Takes what is kept, if anything is, and gives the step behind it. */
  async open(): Promise<number> {
    const store = this.#checkpoint?.store;
    if (store === undefined || (await store.read()) === undefined) return 0;
    this.#kept = (await loadCheckpoint(store, this.#contents)).step;
    return this.#kept;
  }

  /** Keeps the run as it is behind a step, unless it is kept already. */
  async keep(step: number): Promise<void> {
    if (this.#checkpoint === undefined || this.#kept === step) return;
    await saveCheckpoint(this.#checkpoint.store, { ...this.#contents, step });
    this.#kept = step;
  }
}
