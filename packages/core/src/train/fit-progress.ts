import type { EpochReport } from './epoch-report';

/** How far a run of `fit` is, and what it has found so far: what a bar or a curve shows. */
export interface FitProgress {
  /** `running` before the first step, after each step and after each epoch; once, at the end, how the run ended: `failed` if it threw. */
  readonly state: 'running' | 'done' | 'early' | 'aborted' | 'failed';
  /** Steps done, those before `start` included. */
  readonly step: number;
  /** Steps of all epochs; undefined if the data do not tell how many batches they have. */
  readonly steps: number | undefined;
  /** The epoch that is running, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** The last loss that was read: that of this step, on WebGPU of one up to ten steps earlier. NaN before the first. */
  readonly loss: number;
  /** Of the last step; before the first, of the optimiser. */
  readonly learningRate: number;
  /** The epochs that are over. A new array after each. */
  readonly reports: readonly EpochReport[];
}

/** Is told how far a run is, and waited for if it gives a promise. */
export type FitProgressFunction = (progress: FitProgress) => void | Promise<void>;
