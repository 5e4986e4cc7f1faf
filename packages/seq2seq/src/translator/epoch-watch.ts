import type { EpochReport } from '@dl/core';

/** Gathers the losses of an epoch, and reports it when it is over. */
export class EpochWatch {
  /** The epochs that are over. A new array after each. */
  reports: readonly EpochReport[] = [];
  /** The last loss; NaN before the first. */
  loss = Number.NaN;
  #sum = 0;
  #count = 0;
  #began = performance.now();

  /** A step's loss. */
  add(loss: number): void {
    this.loss = loss;
    this.#sum += loss;
    this.#count++;
  }

  /** An epoch is over. @param nats the mean cross-entropy of held-out pairs, if there are some */
  close(
    told: Pick<EpochReport, 'epoch' | 'step' | 'learningRate'>,
    nats: number | undefined,
  ): void {
    const validation = nats === undefined ? undefined : { loss: nats, perplexity: Math.exp(nats) };
    const seconds = (performance.now() - this.#began) / 1000;
    const report = { ...told, loss: this.#sum / this.#count, validation, seconds };
    this.reports = [...this.reports, report];
    [this.#sum, this.#count, this.#began] = [0, 0, performance.now()];
  }
}
