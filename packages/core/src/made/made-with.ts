import { expectFunction } from '../check/choice';
import { expected } from '../check/describe';

/** What makes something: a class, or a function that is called without `new`. */
export interface Maker {
  readonly name: string;
  readonly prototype?: unknown;
}

/** How an object was made. */
export interface MadeWith {
  readonly maker: Maker;
  readonly args: readonly unknown[];
}

const known = /* @__PURE__ */ new WeakMap<object, MadeWith>();

/**
 * Notes how an object was made, for `save` and for Node's `console.log`: a constructor's own arguments. They are numbers, texts, flags, arrays and plain objects
 * of them, functions that `load` is handed too, or objects that were noted themselves; a generator is not kept, nor are options
 * that end with `init`, since what is loaded is not drawn.
 *
 *     class Block {
 *       static readonly className = 'Block';
 *       constructor(size: number, options: { rng: Rng }) {
 *         keepArguments(this, Block, [size, options]);
 *
 * @throws TypeError for what is no object, maker or array
 */
export function keepArguments(made: object, maker: Maker, args: readonly unknown[]): void {
  if (typeof made !== 'object' || made === null) {
    throw new TypeError(expected('keepArguments: made', 'an object', made));
  }
  expectFunction('keepArguments', 'maker', maker);
  if (!Array.isArray(args)) throw new TypeError(expected('keepArguments: args', 'an array', args));
  known.set(made, { maker, args: args.map(copied) });
  const prototype = maker.prototype as object | undefined;
  if (prototype === undefined || Object.hasOwn(prototype, INSPECT)) return;
  Object.defineProperty(prototype, INSPECT, { value: inspected, configurable: true });
}

/** How Node's `console.log` asks an object for its text. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** `Linear(3, 4, { activation: 'relu' })`: a layer by its arguments, instead of what tfjs keeps of each Variable. */
function inspected(
  this: object,
  _depth: number,
  options: object,
  inspect?: (value: unknown, options: object) => string,
): unknown {
  const own = madeWith(this);
  if (own === undefined || inspect === undefined) return this;
  const shown = own.args.map(withoutRng).filter((arg) => arg !== undefined);
  return `${nameOf(own.maker)}(${shown.map((arg) => inspect(arg, options)).join(', ')})`;
}

/** Options without their generator; undefined where nothing is left. */
function withoutRng(arg: unknown): unknown {
  if (typeof arg !== 'object' || arg === null || !('rng' in arg)) return arg;
  const { rng: _, ...rest } = arg;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** Options as they are now: a caller may use the object again. */
function copied(arg: unknown): unknown {
  if (Array.isArray(arg)) return [...arg];
  const isPlain = typeof arg === 'object' && arg !== null && arg.constructor === Object;
  return isPlain ? { ...arg } : arg;
}

/** How it was made; undefined for what nobody has noted, and for an object of a class that extends the one that did. */
export function madeWith(object: object): MadeWith | undefined {
  const own = known.get(object);
  if (own === undefined) return undefined;
  const { prototype } = own.maker;
  const isOfClass =
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.prototype.isPrototypeOf.call(prototype, object);
  return isOfClass && object.constructor !== own.maker ? undefined : own;
}

/** The name of a maker in a file: its `className`, which no bundler shortens, or its own. */
export function nameOf(maker: Maker): string {
  const { className, name } = maker as Maker & { readonly className?: unknown };
  return typeof className === 'string' ? className : name;
}
