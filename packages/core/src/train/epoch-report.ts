import type { Figures } from './evaluate';

/** One epoch that was made. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Steps done. */
  readonly step: number;
  /** The mean of the losses of its steps; on WebGPU, of every tenth. */
  readonly loss: number;
  readonly learningRate: number;
  /** Of the validation data, if there are some. */
  readonly validation: Figures | undefined;
  /** How long it took. */
  readonly seconds: number;
}
