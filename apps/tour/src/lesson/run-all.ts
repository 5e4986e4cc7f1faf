import { seconds } from '@dl/report';
import type { OptionTable } from '../command/option';
import { UsageError } from '../command/option';
import type { Metrics, Task, TaskContext } from '../command/topic';

/**
 * Runs every task of `tasks` with its defaults, one after the other; says before it which they are, and before each how long it
 * has been so far. The figures of all are one: `adding` gives its `mse`
 * as `addingMse`.
 *
 * @throws UsageError with `--resume`: a checkpoint is one task's
 */
export async function runAll(
  context: TaskContext<OptionTable>,
  tasks: Readonly<Record<string, Task>>,
): Promise<Metrics> {
  const { topic, options, signal, screen } = context;
  if (options.resume !== undefined) {
    throw new UsageError(
      `tour ${topic}: --resume: expected --task with it, the one that was stopped, got all`,
    );
  }
  const figures: Record<string, Metrics[string]> = {};
  const names = Object.keys(tasks);
  screen.note(
    `${names.length} tasks, one after the other: ${names.join(', ')}; --task runs one of them`,
  );
  const begun = performance.now();
  for (const [task, { run, options: own }] of Object.entries(tasks)) {
    if (signal.aborted) break;
    const at = names.indexOf(task);
    const soFar = at === 0 ? '' : `, ${seconds((performance.now() - begun) / 1000)} so far`;
    screen.note(`task ${at + 1} of ${names.length}: ${task}${soFar}`);
    const defaults = Object.entries(own).map(([name, spec]) => [name, spec.default]);
    const values = { ...Object.fromEntries(defaults), ...options } as TaskContext['options'];
    const metrics = await run({ ...context, task, options: values });
    for (const [name, value] of Object.entries(metrics)) {
      figures[`${task}${name.charAt(0).toUpperCase()}${name.slice(1)}`] = value;
    }
  }
  return figures;
}
