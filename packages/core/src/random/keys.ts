import { expected } from '../check/describe';
import { threefry } from './threefry';

/** Two unsigned words that name a stream of random numbers. */
export type Key = readonly [number, number];

// The upper word of a counter, which stays under 2^21 for draws, tells the uses of a key apart.
const CHILD = 0x20000000;
const NUMBER = 0x40000000;
const TEXT = 0x80000000;

/**
 * The key of a seed: an integer is its own 64 bits (two's complement), a text is hashed.
 *
 * @throws RangeError if `seed` is neither a safe integer nor a string
 */
export function seedKey(where: string, seed: number | string): Key {
  if (typeof seed === 'string') return hash([0, 0], seed);
  expectIntegerOrText(where, 'seed', seed);
  return [Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0];
}

/** The key that `data` names under `key`: always the same one. */
export function foldKey(key: Key, data: number | string): Key {
  if (typeof data === 'string') return hash(key, data);
  expectIntegerOrText('Rng.fold', 'data', data);
  const high = Math.floor(data / 2 ** 32) & 0x3fffff;
  return block(key, data >>> 0, NUMBER | high);
}

/** The key of the child that is split from `key` at `counter`. */
export function childKey(key: Key, counter: number): Key {
  return block(key, counter >>> 0, CHILD | (counter / 2 ** 32));
}

/** Chains blocks of eight bytes, each hashed under the last result and added to it (Matyas, Meyer, Oseas). */
function hash(key: Key, text: string): Key {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 8) * 8));
  for (let i = 0; i < bytes.length; i++) padded.setUint8(i, bytes[i] as number);
  let state = block(key, bytes.length, TEXT); // the length first, so that padding cannot collide
  for (let i = 0; i < padded.byteLength; i += 8) {
    const low = padded.getUint32(i, true);
    const high = padded.getUint32(i + 4, true);
    const [x, y] = block(state, low, high);
    state = [(x ^ low) >>> 0, (y ^ high) >>> 0];
  }
  return state;
}

function block(key: Key, c0: number, c1: number): Key {
  const out = new Uint32Array(2);
  threefry(key[0], key[1], c0, c1, out);
  return [out[0] as number, out[1] as number];
}

function expectIntegerOrText(where: string, name: string, value: unknown): void {
  if (Number.isSafeInteger(value)) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a safe integer or a string', value));
}
