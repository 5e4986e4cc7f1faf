import type { LessonRun } from '../../kit/lesson';
import type { Example } from './example';
import type { Measured } from './measure';
import type { Nets } from './nets';

/** Networks in training. */
export interface TasksRun extends LessonRun {
  readonly nets: Nets;
  readonly names: LessonRun['names'] & object;
  /** What the last test has found by name, `baseline` among them; empty before, and of modular addition. */
  readonly found: Readonly<Record<string, Measured>>;
  /** Of modular addition: the share of sums that is right while it trains. */
  readonly history: readonly Moment[];
  /** A row that was not trained on, and what each network says of it; none of modular addition. */
  example(): Promise<Example | undefined>;
}

/** Shares of sums that are right after some steps, by network. */
export interface Moment {
  readonly step: number;
  readonly train: Readonly<Record<string, number>>;
  readonly held: Readonly<Record<string, number>>;
}
