/** What tools/bench-page.mjs records. */

/** One line of `pnpm bench --json`. */
export interface BenchResult {
  readonly id: string;
  readonly row: string;
  readonly unit: string;
  readonly ours: number | null;
  readonly peer: number | null;
  readonly peerName: string | null;
  readonly ratio: number | null;
  readonly spread: number | null;
}

/** One run of the benches: where, when, of what, and what it gave. */
export interface BenchRun {
  /** ISO 8601, UTC. */
  readonly date: string;
  /** What was checked out; `+` follows if files were changed. */
  readonly commit: string;
  readonly node: string;
  /** null for a figure that the benches took from an older record, which does not say. */
  readonly machine: { readonly cpu: string; readonly cores: number; readonly os: string } | null;
  readonly command: string;
  readonly results: readonly BenchResult[];
}
