import type { Ended } from '@dl/text';

/** A translation of a sentence. */
export interface Translation {
  readonly text: string;
  /** What was said, token by token, without its end. */
  readonly tokens: readonly string[];
  /** What was read. */
  readonly source: readonly string[];
  /** log p(tokens, end | source) in nats. */
  readonly logProbability: number;
  /** Why it is as long as it is: `length` where it reached the limit without an end. */
  readonly ended: Ended;
  /** Where it looked before it said each token, and its end, if that was asked for; of an empty sentence none. */
  readonly attention?: AttentionMap;
  /** The next best ones, if more than one was asked for. */
  readonly alternatives?: readonly Translation[];
}

/** A row for each token that was said and for the end, a column for each that was read; each row sums to 1. */
export interface AttentionMap {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
}
