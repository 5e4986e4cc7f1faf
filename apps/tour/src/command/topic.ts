import type { Runtime } from '@dl/core';
import type { Screen } from '@dl/report';
import type { CommonValues } from './common-options';
import type { OptionTable, OptionValues } from './option';

/** A final figure, as `--json` prints it. */
export type Metrics = Readonly<Record<string, number | string | boolean | null>>;

/** What a task is given to run with. */
export interface TaskContext<O extends OptionTable = OptionTable> {
  /** The name of the topic and of its task. */
  readonly topic: string;
  readonly task: string;
  readonly options: OptionValues<O> & CommonValues;
  /** The backend that runs. */
  readonly runtime: Runtime;
  readonly screen: Screen;
  /** Aborts when the person asks to stop. */
  readonly signal: AbortSignal;
}

/** One thing that a topic can train. */
export interface Task<O extends OptionTable = OptionTable> {
  /** One line for the help. */
  readonly description: string;
  readonly options: O;
  /** Trains, shows what happens on the screen, and gives the final figures. */
  run(context: TaskContext<O>): Promise<Metrics>;
}

/** A topic of the tour: the export `topic` of a file in `topics/`, which gives it its name. */
export interface Topic {
  /** One line for the help. */
  readonly description: string;
  /** By name; the first is the default. */
  readonly tasks: Readonly<Record<string, Task>>;
}

/** A task with the types of its options kept; `run` may import what it needs when it is called. */
export function defineTask<O extends OptionTable>(task: Task<O>): Task {
  return task as unknown as Task;
}
