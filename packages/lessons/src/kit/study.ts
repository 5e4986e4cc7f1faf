/** How large a study is: seeds, steps, lengths. */
export type Sizes = Readonly<Record<string, number | readonly number[]>>;

/** What a study has measured, by name: a number, or the numbers of a row of a table. */
export type Figures = Readonly<Record<string, number | readonly number[]>>;

/**
 * Something that is measured once, with its settings written down, so that a chapter can quote it: `pnpm lessons --record ID`
 * runs it and keeps what it gives in `figures/ID.json`. It lies in `src/TOPIC/studies/ID.ts`, as the export `study`.
 */
export interface Study<S extends Sizes = Sizes> {
  /** What is recorded. */
  readonly full: S;
  /** The same in a second or two, for tests, and for `--confirm`. */
  readonly quick: S;
  /** Names of figures that differ from run to run, as times do. */
  readonly unsteady?: readonly string[];
  /** Frees every tensor that it makes. */
  run(sizes: S): Promise<Figures>;
}

/** A study with its types found by the compiler. */
export function defineStudy<S extends Sizes>(study: Study<S>): Study<S> {
  return study;
}

/** The middle of some numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return ((sorted[middle] as number) + (sorted[(sorted.length - 1) >> 1] as number)) / 2;
}
