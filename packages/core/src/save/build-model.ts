import { describeText, describeValue } from '../check/describe';
import type { Maker } from '../made/made-with';
import { setOwn } from '../model/set-own';
import type { Layer } from '../nn/layer';
import { sequential } from '../nn/sequential';
import { random } from '../random/random';
import { DEEPEST } from './described';
import { ModelFileError } from './model-file-error';

/**
 * Makes the parts of a model as they are described, by the classes and functions that are handed in and no others.
 *
 * @throws ModelFileError for a name that was not handed in, or what describes nothing; what constructors throw
 */
export function buildModel(
  where: string,
  described: unknown,
  makers: ReadonlyMap<string, Maker>,
): unknown {
  const places: unknown[] = [];
  const fail = (path: string, rule: string, got: unknown): never => {
    const at = path === '' ? 'model' : describeText(path);
    throw new ModelFileError(`${where}: ${at}: expected ${rule}, got ${describeValue(got)}`);
  };
  const makerOf = (name: unknown, path: string): Maker => {
    const maker = typeof name === 'string' ? makers.get(name) : undefined;
    if (maker !== undefined) return maker;
    const names = describeText([...makers.keys()].join(', ')) || 'none';
    return fail(path, `a class or function of layers (${names})`, name);
  };
  const build = (part: unknown, path: string, depth: number): unknown => {
    if (
      depth > DEEPEST ||
      typeof part !== 'object' ||
      part === null ||
      Object.keys(part).length === 0
    ) {
      return fail(path, 'a part of a model', part);
    }
    const own = part as Readonly<Record<string, unknown>>;
    const all = (items: unknown, from: string): unknown[] => {
      if (!Array.isArray(items)) return fail(path, 'a list of parts', items);
      return items.map((item, i) => build(item, from === '' ? `${i}` : `${from}.${i}`, depth + 1));
    };
    if ('value' in own)
      return typeof own.value === 'object' && own.value !== null
        ? fail(path, 'a value', own.value)
        : own.value;
    if ('number' in own) return Number(own.number);
    if ('call' in own) return makerOf(own.call, path);
    if ('same' in own) {
      const same = Number.isInteger(own.same) ? (own.same as number) : -1;
      if (!(same in places) || places[same] === UNFINISHED)
        return fail(path, 'a part before it', own.same);
      return places[same];
    }
    const place = places.length;
    places.push(UNFINISHED);
    const made = (() => {
      if ('rng' in own) return random(0);
      if ('list' in own) return all(own.list, path);
      if ('sequential' in own)
        return sequential(
          ...(all(own.sequential, `${path === '' ? '' : `${path}.`}layers`) as Layer[]),
        );
      if ('make' in own) return call(makerOf(own.make, path), all(own.args, path));
      const { fields } = own;
      if (typeof fields !== 'object' || fields === null)
        return fail(path, 'a part of a model', part);
      const object: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(fields)) {
        setOwn(object, key, build(value, path === '' ? key : `${path}.${key}`, depth + 1));
      }
      return object;
    })();
    places[place] = made;
    return made;
  };
  return build(described, '', 0);
}

/** Stands for a part that is being made. */
const UNFINISHED = Symbol('unfinished');

/** A class is made by `new`, or by its own `fromArguments`. */
function call(maker: Maker, args: unknown[]): unknown {
  const { fromArguments } = maker as { fromArguments?: (...args: unknown[]) => unknown };
  if (typeof fromArguments === 'function') return fromArguments.apply(maker, args);
  if (/^class\b/.test(Function.prototype.toString.call(maker))) {
    return Reflect.construct(maker as never, args);
  }
  return (maker as unknown as (...all: unknown[]) => unknown)(...args);
}
