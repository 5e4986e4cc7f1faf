import * as tf from '@tensorflow/tfjs-core';
import type { Canaries } from './canaries';
import { Draw } from './draw';
import { corrupted, isPlain } from './hostile';
import { Material, Shifting } from './material';
import type { Recipe } from './recipe';

/** What a call did that none may do. */
export interface Finding {
  readonly seed: number;
  readonly call: string;
  readonly what: string;
}

/** `<where>: expected <what>, got <value>`, where `found` may stand for `got`. */
const CLEAR =
  /^[^\n]*: .*expected [\s\S]+,? (got|found) [\s\S]*$|^[^\n]+: expected [\s\S]+, (got|found) /;

/** The longest that a call may take, in milliseconds: it is stopped by no check of ours. */
const LONG = 4000;

/** Makes the call that `seed` stands for; undefined if it gave a result or a clear error, and changed nothing else. */
export async function runCall(
  name: string,
  target: (...args: never[]) => unknown,
  recipe: Recipe,
  seed: number,
  canaries: Canaries,
): Promise<Finding | undefined> {
  const draw = new Draw(seed);
  const made: unknown[] = [];
  const before = tf.memory();
  const variables = variableCount();
  const started = performance.now();
  let text = name;
  let what: string | undefined;
  tf.engine().startScope('fuzz');
  try {
    let [value, hostile] = [undefined as unknown, false];
    const act = async (
      label: string,
      f: (...args: unknown[]) => unknown,
      right: readonly unknown[],
      rightly = false,
    ) => {
      const bad = !rightly && draw.chance(0.75);
      hostile ||= bad;
      const args = bad ? corrupted(draw, right) : right;
      text += `${label}(${args.map(describe).join(', ')})`;
      const given = args.map((arg) => materialise(arg, made));
      value = await settle(f(...given));
      made.push(value);
    };
    try {
      const called = target as unknown as (...args: unknown[]) => unknown;
      const run = recipe.isNamed ? (...args: unknown[]) => called(name, ...args) : called;
      const isClass = /^class/.test(Function.prototype.toString.call(target));
      const create = (...args: unknown[]) => Reflect.construct(target, args) as unknown;
      await act('', isClass ? create : run, recipe.args(draw));
      for (const { method, args, rightly } of recipe.then ?? []) {
        const owner = value as Record<string, (...args: unknown[]) => unknown>;
        const next = (owner as unknown as undefined | typeof owner)?.[method];
        if (typeof next !== 'function') break;
        await act(`.${method}`, (...given) => next.apply(owner, given), args(draw), rightly);
        if (value === undefined || value instanceof tf.Tensor) value = owner;
      }
    } catch (error) {
      what = whatIsWrong(error, hostile);
    }
    disposeAll(made, new Set());
    const left = tf.memory().numTensors - before.numTensors;
    if (left !== 0) what ??= `${left} tensors left`;
  } finally {
    tf.engine().endScope();
    disposeVariables(variables);
  }
  const changed = canaries.changed();
  if (changed > 0) what = `${changed} canaries or red zones changed`;
  const took = performance.now() - started;
  if (took > LONG) what ??= `${Math.round(took)} ms`;
  return what === undefined ? undefined : { seed, call: text.slice(0, 600), what };
}

function whatIsWrong(error: unknown, hostile: boolean): string | undefined {
  if (error instanceof WebAssembly.RuntimeError) return `trap: ${error.message}`;
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const { name, message } = error;
  if (!hostile) return `refused a right call: ${name}: ${message}`;
  if (message.length > 1000) return `an error of ${message.length} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
  if (/[\u0000-\u0008\u000b-\u001f]/.test(message)) return 'an error with control characters';
  if (!CLEAR.test(message)) return `${name}: ${message.slice(0, 200)} ${place(error)}`;
  return undefined;
}

function place({ stack = '' }: Error): string {
  const [line = ''] = stack.split('\n').filter((entry) => /^\s+at /.test(entry));
  return line.trim().replace(/\(?\S*\/((?:packages|tfjs-[a-z]+)\/.*?)\)?$/, '$1');
}

/** The value itself, of a promise its result, of an async iterable its first two values. */
async function settle(value: unknown): Promise<unknown> {
  const timer = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`took over ${LONG} ms`)), LONG).unref();
  });
  // Where nobody waits for it.
  timer.catch(() => undefined);
  // `train` refuses to be waited for.
  const isIterable = typeof (value as Partial<AsyncGenerator> | undefined)?.next === 'function';
  const first = isIterable ? value : await Promise.race([value, timer]);
  const iterator = (first as AsyncGenerator | undefined)?.[Symbol.asyncIterator]?.();
  if (iterator === undefined) return first;
  const taken: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    const next = (await Promise.race([iterator.next(), timer])) as IteratorResult<unknown>;
    if (next.done) break;
    taken.push(next.value);
  }
  await iterator.return?.(undefined);
  return taken;
}

function materialise(value: unknown, made: unknown[]): unknown {
  if (value instanceof Material) {
    const own = value.make();
    made.push(own);
    return own;
  }
  if (Array.isArray(value)) return value.map((item) => materialise(item, made));
  if (value instanceof Shifting) {
    const own = materialise(value.options, made) as Record<string, unknown>;
    const values = [own[value.name], materialise(value.later, made)];
    const get = () => (values.length > 1 ? values.shift() : values[0]);
    return Object.defineProperty(own, value.name, { get, enumerable: true });
  }
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, own]) => [key, materialise(own, made)]),
  );
}

function describe(value: unknown): string {
  if (value instanceof Material) return value.text;
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (value instanceof Shifting) {
    return `${describe(value.options)} with ${value.name} ${describe(value.later)} when read again`;
  }
  if (isPlain(value)) {
    return `{ ${Object.entries(value)
      .map(([key, own]) => `${key}: ${describe(own)}`)
      .join(', ')} }`;
  }
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 30));
  if (typeof value === 'function') return value.name || 'a function';
  return String(value);
}

/** Frees every tensor that can be reached, and whatever has a `dispose` of its own. */
function disposeAll(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) {
    return;
  }
  seen.add(value);
  if (value instanceof tf.Tensor) {
    if (value.isDisposed === false && typeof value.dispose === 'function') value.dispose();
    return;
  }
  if (value instanceof Map || value instanceof Set) {
    for (const entry of value) disposeAll(entry, seen);
  }
  try {
    for (const own of Object.values(value)) disposeAll(own, seen);
    const { dispose } = value as { dispose?: unknown };
    if (typeof dispose === 'function') dispose.call(value);
  } catch {
    // Getters of things that were never whole.
  }
}

interface Variables {
  readonly nextVariableId: number;
  readonly registeredVariables: Record<string, tf.Variable | undefined>;
}

const state = () => (tf.engine() as unknown as { state: Variables }).state;

function variableCount(): number {
  return state().nextVariableId;
}

function disposeVariables(from: number): void {
  const { nextVariableId, registeredVariables } = state();
  for (let id = from; id < nextVariableId; id++) registeredVariables[id]?.dispose();
}
