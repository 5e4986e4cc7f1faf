import { parseArgs } from 'node:util';
import { COMMON } from './common-options';
import { listOf, type OptionTable, UsageError } from './option';
import { DEFAULT_TOPIC } from './registry';
import type { Task, TaskContext, Topic } from './topic';

/** What the command line asks for. */
export interface Command {
  readonly topic: string;
  readonly task: string;
  readonly run: Task['run'];
  readonly options: TaskContext['options'];
}

/** The texts that were given, by option; true for one without a value. */
type Given = Map<string, string | true>;

/**
 * Reads the command line: a topic and its options. Every option is checked before anything runs.
 *
 * @throws UsageError for a topic, an option or a value that there is not
 */
export function parseCommand(args: readonly string[], topics: ReadonlyMap<string, Topic>): Command {
  const { name, rest } = splitTopic(args);
  const topic = findTopic(name, topics);
  const where = `tour ${name}`;
  const given = readGiven(where, rest, topic);
  const task = chooseTask(where, topic, given.get('task'));
  given.delete('task');
  checkOwners(where, topic, task, given);
  const { options: own, run } = topic.tasks[task] as Task;
  const options = readValues(where, { ...COMMON, ...own }, given);
  return { topic: name, task, run, options: options as TaskContext['options'] };
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
  throw new UsageError(
    `tour: topic: expected ${listOf([...topics.keys()])}, got ${JSON.stringify(name)}`,
  );
}

/** Cuts the arguments into options and their texts. */
function readGiven(where: string, args: readonly string[], topic: Topic): Given {
  const tables = Object.values(topic.tasks).map(({ options }) => options);
  const known = new Map(Object.entries<{ flag: boolean }>(Object.assign({}, COMMON, ...tables)));
  known.set('task', { flag: false });
  const options = Object.fromEntries(
    [...known].map(([name, { flag }]) => [name, { type: flag ? 'boolean' : 'string' } as const]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given: Given = new Map();
  for (const token of tokens) {
    if (token.kind !== 'option') {
      const got = token.kind === 'positional' ? JSON.stringify(token.value) : '--';
      throw new UsageError(`${where}: expected options only, got ${got}`);
    }
    const { rawName: option, name, value } = token;
    const spec = option.startsWith('--') ? known.get(name) : undefined;
    if (spec === undefined) {
      throw new UsageError(`${where}: expected an option that --help lists, got ${option}`);
    }
    if (given.has(name))
      throw new UsageError(`${where}: ${option}: expected it once, got it again`);
    if (spec.flag && value !== undefined) {
      throw new UsageError(`${where}: ${option}: expected no value, got ${JSON.stringify(value)}`);
    }
    if (!spec.flag && (value === undefined || (!token.inlineValue && value.startsWith('--')))) {
      throw new UsageError(`${where}: ${option}: expected a value, got ${value ?? 'none'}`);
    }
    given.set(name, value ?? true);
  }
  return given;
}

function chooseTask(where: string, topic: Topic, given: string | true | undefined): string {
  const names = Object.keys(topic.tasks);
  if (given === undefined) return names[0] as string;
  if (names.includes(String(given))) return String(given);
  throw new UsageError(`${where}: --task: expected ${listOf(names)}, got ${JSON.stringify(given)}`);
}

/** An option of another task would be ignored silently: refused instead. */
function checkOwners(where: string, { tasks }: Topic, task: string, given: Given): void {
  for (const name of given.keys()) {
    if (name in COMMON || name in (tasks[task] as Task).options) continue;
    const owner = Object.keys(tasks).find((other) => name in (tasks[other] as Task).options);
    throw new UsageError(
      `${where}: --${name}: expected an option of --task ${task}, got one of --task ${owner}`,
    );
  }
}

function readValues(where: string, table: OptionTable, given: Given): Record<string, unknown> {
  const entries = Object.entries(table).map(([name, spec]) => {
    const value = given.get(name);
    const read = value !== undefined && spec.read(`${where}: --${name}`, String(value));
    return [name, value === undefined ? spec.fallback : read];
  });
  return Object.fromEntries(entries);
}
