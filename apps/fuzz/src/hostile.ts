import * as tf from '@tensorflow/tfjs-core';
import type { Draw } from './draw';
import { Fixed, Material, Shifting, TensorMaterial } from './material';

/** What no argument of ours is. */
const STRANGE: readonly (() => unknown)[] = [
  ...[undefined, null, Number.NaN, Infinity, -Infinity, 0, -0, -1, 1.5, -2.5, 1e-300, 1e308],
  ...[2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 33 + 2, 2 ** 40, 2 ** 53, -(2 ** 31), -(2 ** 53)],
  ...[
    '',
    'yes',
    'true',
    '3',
    'toString',
    '__proto__',
    '\u001b[31mred',
    'x'.repeat(200),
    true,
    false,
  ],
  ...[10n, Symbol('s')],
].map((value) => () => value);

const OBJECTS: readonly (() => unknown)[] = [
  () => [],
  () => ({}),
  () => [[]],
  () => [undefined],
  () => [Number.NaN, 2 ** 31],
  () => new Array(3),
  () => ({ length: 3 }),
  () => ({ length: -1 }),
  () => new Date(0),
  () => /x/,
  () => new Map(),
  () => new Float32Array(3),
  () => new BigInt64Array(2),
  () => new ArrayBuffer(8),
  () => Promise.resolve(3),
  () => Object.create(null),
  () => JSON.parse('{"__proto__": 3}'),
  () => () => 0,
  () => () => {
    throw new Error('user: expected nothing, got a call');
  },
];

/** Things that look like tensors. */
const DUCKS: readonly (() => unknown)[] = [
  () => ({ shape: [2, 3], dtype: 'float32', isDisposed: false, rank: 2, size: 6 }),
  () => ({ shape: [2, 3], dtype: 'float32', isDisposed: false, rank: 2, size: 6, dataId: {} }),
  () => ({ shape: ['2', 3], dtype: 'float32', isDisposed: false }),
  () => ({ shape: [2 ** 31], dtype: 'float32', isDisposed: false }),
  () => {
    const tensor = tf.ones([2, 3]);
    tensor.dispose();
    return tensor;
  },
];

/** One hostile value, described so that a report can show it. */
function hostileValue(draw: Draw): unknown {
  const kind = draw.next();
  if (kind < 0.5) return draw.pick(STRANGE)();
  if (kind < 0.75) {
    const make = draw.pick(OBJECTS);
    return new Material(make, String(make).replace(/\s+/g, ' '));
  }
  if (kind < 0.85) {
    const make = draw.pick(DUCKS);
    return new Material(make, String(make).replace(/\s+/g, ' '));
  }
  return hostileTensor(draw, new TensorMaterial(draw.sizes(2), 'float32', 1, false, undefined));
}

/** A tensor of another shape, rank, dtype or with numbers that are none. */
function hostileTensor(draw: Draw, from: TensorMaterial): TensorMaterial {
  let { shape, dtype, limit, strange } = from;
  const at = draw.int(0, Math.max(0, shape.length - 1));
  const change = draw.int(0, 7);
  let written: number | undefined;
  if (change === 0) shape = draw.sizes(draw.int(0, 5));
  else if (change === 1) shape = shape.map((size, i) => (i === at ? size + 1 : size));
  else if (change === 2) shape = shape.map((size, i) => (i === at ? 0 : size));
  else if (change === 3) shape = [...shape, 1];
  else if (change === 4) dtype = draw.pick(['float32', 'int32', 'bool', 'string']);
  else if (change === 5)
    strange = draw.pick([Number.NaN, Infinity, -Infinity, -1, 2 ** 31 - 1, 3e38]);
  else if (change === 6) limit = 1000;
  else written = draw.pick([0, 1, 7, 2000]);
  return new TensorMaterial(shape, dtype, limit, from.variable, strange, written);
}

/** `args` with one or two places changed: a value, a tensor, an option more or less, an argument less. */
export function corrupted(draw: Draw, args: readonly unknown[]): unknown[] {
  const once = changeOne(draw, args);
  return draw.chance(0.25) ? changeOne(draw, once) : once;
}

function changeOne(draw: Draw, items: readonly unknown[]): unknown[] {
  const copy = [...items];
  const at = draw.int(0, copy.length - 1);
  if (copy.length === 0 || draw.chance(0.03)) copy.push(hostileValue(draw));
  else if (draw.chance(0.06) && !(copy[0] instanceof Fixed)) copy.splice(at, 1);
  else copy[at] = change(draw, copy[at]);
  return copy;
}

function change(draw: Draw, value: unknown): unknown {
  if (value instanceof Fixed) return value;
  if (value instanceof TensorMaterial && draw.chance(0.7)) return hostileTensor(draw, value);
  if (Array.isArray(value) && value.length > 0 && draw.chance(0.92)) return changeOne(draw, value);
  if (isPlain(value) && draw.chance(0.92)) {
    const copy: Record<string, unknown> = { ...value };
    const names = Object.keys(copy);
    const name = names.length > 0 && draw.chance(0.85) ? draw.pick(names) : 'unknownOption';
    if (name in copy && draw.chance(0.1)) return new Shifting(copy, name, change(draw, copy[name]));
    if (name in copy && draw.chance(0.1)) delete copy[name];
    else copy[name] = name in copy ? change(draw, copy[name]) : hostileValue(draw);
    return copy;
  }
  return hostileValue(draw);
}

/** Whether `value` is an object of options: neither an array nor an instance of a class. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
