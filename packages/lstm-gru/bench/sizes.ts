/** A batch of sequences through one recurrent layer. */
export interface Sizes {
  batch: number;
  time: number;
  inSize: number;
  hidden: number;
}

export type Network = 'LSTM' | 'GRU' | 'BiLSTM';

/** Throughput. */
export const LARGE: Sizes = { batch: 32, time: 64, inSize: 128, hidden: 256 };

/** Overhead. */
export const SMALL: Sizes = { batch: 1, time: 30, inSize: 64, hidden: 64 };

/** The sizes for people. */
export function describe({ batch, time, inSize, hidden }: Sizes): string {
  return `batch ${batch}, time ${time}, in ${inSize}, hidden ${hidden}`;
}
