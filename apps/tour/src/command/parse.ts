import { nearestName } from '@dl/core/check';
import { COMMON } from './common-options';
import { choice, listOf, type OptionTable, UsageError } from './option';
import { parsedOptions, parser } from './parser';
import { DEFAULT_TOPIC } from './registry';
import type { Task, TaskContext, Topic } from './topic';

/** What the command line asks for. */
export interface Command {
  readonly topic: string;
  readonly task: string;
  readonly run: Task['run'];
  readonly options: TaskContext['options'];
}

/**
 * Reads the command line: a topic and its options. Every option is checked before anything runs.
 *
 * @throws UsageError for a topic, an option or a value that there is not
 */
export function parseCommand(args: readonly string[], topics: ReadonlyMap<string, Topic>): Command {
  const { name, rest } = splitTopic(args);
  const topic = findTopic(name, topics);
  const where = `tour ${name}`;
  const names = Object.keys(topic.tasks);
  const which = { task: choice('which task', names) };
  const { task = names[0] as string } = parse(where, rest, which) as { task?: string };
  const { options: own, run } = topic.tasks[task] as Task;
  const table: OptionTable = { ...which, ...COMMON, ...own };
  const { _: words, $0: _program, task: _task, ...given } = parse(where, rest, table);
  refuseUnknown(where, { given: Object.keys(given), table, topic, task });
  const [word] = words as string[];
  if (word !== undefined) {
    throw new UsageError(`${where}: expected options only, got ${JSON.stringify(word)}`);
  }
  const values = Object.entries({ ...COMMON, ...own }).map(([option, spec]) => {
    return [option, given[option] ?? spec.default] as const;
  });
  const options = Object.fromEntries(values) as TaskContext['options'];
  return { topic: name, task, run, options };
}

/** The topic that is named, or the default, and the other arguments. */
export function splitTopic(args: readonly string[]): { name: string; rest: readonly string[] } {
  const [first] = args;
  if (first === undefined || first.startsWith('-')) return { name: DEFAULT_TOPIC, rest: args };
  return { name: first, rest: args.slice(1) };
}

/** @throws UsageError if there is no topic of this name */
export function findTopic(name: string, topics: ReadonlyMap<string, Topic>): Topic {
  const topic = topics.get(name);
  if (topic !== undefined) return topic;
  const names = [...topics.keys()];
  const got = `got ${JSON.stringify(name)}${suggestion(nearestName(name, names))}`;
  throw new UsageError(`tour: topic: expected ${listOf(names)}, ${got}`);
}

function parse(where: string, args: readonly string[], table: OptionTable) {
  try {
    return parser(args).options(parsedOptions(where, table)).parseSync() as Record<string, unknown>;
  } catch (error) {
    const { message } = error as Error;
    // yargs wraps what an option says; anything else is a name that it trips over, such as `constructor`.
    if (message.startsWith(where)) throw new UsageError(message);
    throw new UsageError(`${where}: expected options that --help lists, got ${args.join(' ')}`);
  }
}

interface Given {
  readonly given: readonly string[];
  readonly table: OptionTable;
  readonly topic: Topic;
  readonly task: string;
}

/** An option of another task would be ignored silently: it is refused as one that nobody knows is. */
function refuseUnknown(where: string, { given, table, topic, task }: Given): void {
  for (const name of given) {
    if (Object.hasOwn(table, name)) continue;
    const owner = Object.keys(topic.tasks).find((other) =>
      Object.hasOwn((topic.tasks[other] as Task).options, name),
    );
    if (owner !== undefined) {
      throw new UsageError(
        `${where}: --${name}: expected an option of --task ${task}, got one of --task ${owner}`,
      );
    }
    const got = `${name.length === 1 ? '-' : '--'}${name}`;
    throw new UsageError(
      `${where}: expected an option that --help lists, got ${got}${suggestion(meant(name, table, topic))}`,
    );
  }
}

/** The option that was probably meant: of this task, else of another. */
function meant(name: string, table: OptionTable, topic: Topic): string | undefined {
  const own = nearestName(name, Object.keys(table));
  if (own !== undefined) return `--${own}`;
  for (const [task, { options }] of Object.entries(topic.tasks)) {
    const other = nearestName(name, Object.keys(options));
    if (other !== undefined) return `--${other} of --task ${task}`;
  }
  return undefined;
}

function suggestion(name: string | undefined): string {
  return name === undefined ? '' : ` (is it ${name}?)`;
}
