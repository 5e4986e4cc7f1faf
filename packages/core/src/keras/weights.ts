import { fromHalf } from '../files/stored-values';
import type { ArrayValue } from '../model/load-state-dict';
import { kerasError as fail } from './error';
import { isObject } from './topology';

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

/**
 * The weights that `specs` name, which lie one after the other in `bytes`. What is said of them is checked against the bytes
 * before anything is made of it.
 *
 * @throws KerasError
 */
export function readWeights(specs: unknown, bytes: Uint8Array): Map<string, ArrayValue> {
  if (!Array.isArray(specs)) throw fail('weightSpecs', 'an array', specs);
  const weights = new Map<string, ArrayValue>();
  let at = 0;
  for (const spec of specs) {
    const { name, shape, dtype, quantization } = isObject(spec) ? spec : {};
    if (typeof name !== 'string') throw fail('weightSpecs: name', 'a text', name);
    const where = `weight ${JSON.stringify(name.slice(0, 80))}`;
    if (weights.has(name)) throw fail(where, 'one of that name', 'two');
    if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
      throw fail(`${where}: shape`, 'integers of at least 0', shape);
    }
    const packed = isObject(quantization) ? quantization : undefined;
    const stored = packed?.dtype ?? dtype;
    const known = typeof stored === 'string' && Object.hasOwn(BYTES, stored);
    if (!known) throw fail(`${where}: dtype`, `one of ${Object.keys(BYTES).join(', ')}`, stored);
    const size = shape.reduce((product: number, axis: number) => product * axis, BYTES[stored]);
    const left = bytes.length - at;
    if (!(size <= left)) throw fail(where, `at most the ${left} bytes that are left`, size);
    const data = decode(bytes.slice(at, at + size), stored, packed, where);
    weights.set(name, { shape, data });
    at += size;
  }
  if (at !== bytes.length)
    throw fail('weightData', `${at} bytes as the weights have`, bytes.length);
  return weights;
}

function decode(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: string,
  quantization: Record<string, unknown> | undefined,
  where: string,
): ArrayValue['data'] {
  if (dtype === 'float32') return new Float32Array(bytes.buffer);
  if (dtype === 'int32') return new Int32Array(bytes.buffer);
  if (dtype === 'bool') return bytes;
  if (dtype === 'float16') return Float32Array.from(new Uint16Array(bytes.buffer), fromHalf);
  const { scale, min } = quantization ?? {};
  if (!Number.isFinite(scale) || !Number.isFinite(min)) {
    throw fail(`${where}: quantization`, 'a scale and a min', quantization);
  }
  const steps = dtype === 'uint8' ? bytes : new Uint16Array(bytes.buffer);
  return Float32Array.from(steps, (step) => step * (scale as number) + (min as number));
}
