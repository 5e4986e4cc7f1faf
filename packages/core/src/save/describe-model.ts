import { describeText, expected } from '../check/describe';
import { type Maker, madeWith, nameOf } from '../made/made-with';
import { setOwn } from '../model/set-own';
import { isTensor } from '../model/walk';
import { isSequential } from '../nn/sequential';
import { Rng } from '../random/random';
import { DEEPEST, type Described } from './described';

/** Options that draw the first weights. */
const INIT = /init$/i;

/**
 * How a model is made: objects and arrays by their parts, layers by their arguments.
 *
 * @throws TypeError that names the part that cannot be described: a tensor, an object of a class that noted nothing, a function without
 *   a name or with another's, a part that holds itself
 */
export function describeModel(where: string, model: unknown): Described {
  // In the order in which they are met; `build` counts likewise.
  const places = new Map<object, number>();
  /** The parts around the one that is visited. */
  const around = new Set<object>();
  const makers = new Map<string, Maker>();
  const fail = (path: string, rule: string, value: unknown): never => {
    throw new TypeError(expected(`${where}: ${describeText(path || 'model')}`, rule, value));
  };
  const named = (maker: Maker, path: string): string => {
    const name = nameOf(maker);
    if (name === '') return fail(path, 'a function with a name, by which load is handed it', maker);
    const known = makers.get(name);
    makers.set(name, maker);
    if (known === undefined || known === maker) return name;
    return fail(path, 'one class or function of each name', maker);
  };
  const visit = (value: unknown, path: string, depth: number): Described => {
    if (depth > DEEPEST)
      throw new RangeError(`${where}: ${path}: expected at most ${DEEPEST} levels, got more`);
    if (typeof value === 'function') return { call: named(value as Maker, path) };
    if (typeof value !== 'object' || value === null) return plain(value, path);
    const place = places.get(value);
    if (around.has(value)) return fail(path, 'no part that holds itself', value);
    if (place !== undefined) return { same: place };
    places.set(value, places.size);
    around.add(value);
    const described = describe(value, path, depth);
    around.delete(value);
    return described;
  };
  const describe = (value: object, path: string, depth: number): Described => {
    const at = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`);
    const list = (items: readonly unknown[], from: string) =>
      items.map((item, i) => visit(item, from === '' ? `${i}` : `${from}.${i}`, depth + 1));
    if (value instanceof Rng) return { rng: true };
    const made = madeWith(value);
    if (made !== undefined)
      return { make: named(made.maker, path), args: list(withoutEnd(made.args), path) };
    if (isSequential(value)) return { sequential: list(value.layers, at('layers')) };
    if (Array.isArray(value)) return { list: list(value, path) };
    if (!isPlain(value)) {
      return fail(path, 'a plain object, an array, or what keepArguments knows', value);
    }
    const fields: Record<string, Described> = {};
    for (const [key, part] of Object.entries(value)) {
      if (part === undefined || (INIT.test(key) && typeof part === 'function')) continue;
      setOwn(fields, key, visit(part, at(key), depth + 1));
    }
    return { fields };
  };
  const plain = (value: unknown, path: string): Described => {
    if (typeof value === 'number' && !Number.isFinite(value))
      return { number: `${value}` as 'NaN' };
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
      return { value: value as string };
    return fail(path, 'what JSON can hold', value);
  };
  return visit(model, '', 0);
}

/** Arguments without those at the end that were left out. */
function withoutEnd(args: readonly unknown[]): readonly unknown[] {
  let end = args.length;
  while (end > 0 && args[end - 1] === undefined) end--;
  return args.slice(0, end);
}

function isPlain(value: object): boolean {
  if (isTensor(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
