/** How well one way of answering does on sequences that are never trained on. */
export interface Score {
  /** `constant` always says 1, the mean of all sums. */
  readonly name: 'gated' | 'plain' | 'constant';
  readonly parameters: number;
  readonly error: number;
  /** The share of sums that are less than 0.04 off, as in the paper of 1997. */
  readonly near: number;
}

/** One sequence, and what both networks say of it. */
export interface ExampleView {
  /** The numbers, [time]. */
  readonly values: Float32Array;
  /** The two steps that are marked, from 0. */
  readonly marks: readonly number[];
  readonly sum: number;
  readonly gated: number;
  readonly plain: number;
}

/** One gate of the example over time. */
export interface GateView {
  /** As the cell calls it: `input`, `forget`, `update` … */
  readonly name: string;
  /** [hidden, time] */
  readonly values: Float32Array;
  /** Its mean over the units that forget least, at the marked steps and at all others. */
  readonly atMarks: number;
  readonly elsewhere: number;
}

/** What the page draws. */
export interface LstmGruView {
  readonly hidden: number;
  readonly losses: {
    readonly steps: Float64Array;
    readonly gated: Float64Array;
    /** NaN from where the plain network diverged. */
    readonly plain: Float64Array;
  };
  readonly baseline: number;
  /** Whether the plain network diverged. */
  readonly plainDiverged: boolean;
  readonly scores: readonly Score[];
  /** How many sequences those are of. */
  readonly tests: number;
  readonly example: ExampleView;
  readonly gates: readonly GateView[];
  /** How many units those are. */
  readonly keepers: number;
  /** The unit that stands in each row of the gates, from 0. */
  readonly order: readonly number[];
}
