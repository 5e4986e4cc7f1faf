/** Layers that PyTorch has too; `RNN` is its plain one. */
export type Recurrent = 'RNN' | 'LSTM' | 'GRU' | 'BiLSTM';

/** A batch of sequences through one recurrent layer. */
export interface SequenceSizes {
  batch: number;
  time: number;
  inSize: number;
  hidden: number;
}

/** Throughput. */
export const LARGE: SequenceSizes = { batch: 32, time: 64, inSize: 128, hidden: 256 };

/** Overhead. */
export const SMALL: SequenceSizes = { batch: 1, time: 30, inSize: 64, hidden: 64 };

/** Sizes for people: `batch 32, time 64, in 128, hidden 256`. */
export function describe(sizes: object): string {
  return Object.entries(sizes)
    .map(([name, size]) => `${name === 'inSize' ? 'in' : name} ${size}`)
    .join(', ');
}
