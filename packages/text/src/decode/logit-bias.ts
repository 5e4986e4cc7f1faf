import { expected } from '@dl/core/check';

/** What is added to the logits of some tokens, by their ids; −∞ forbids one. */
export type LogitBias = ReadonlyMap<number, number> | Readonly<Record<number, number>>;

const isMap = (value: unknown): value is ReadonlyMap<number, number> =>
  Object.prototype.toString.call(value) === '[object Map]';

/** The ids and what is added. Keys of a record are texts. */
export function biasEntries(bias: LogitBias): [id: number, bias: number][] {
  if (isMap(bias)) return [...bias];
  return Object.entries(bias).map(([id, own]) => [id === '' ? Number.NaN : Number(id), own]);
}

/** Checks a bias: ids, and numbers or −∞. @throws TypeError, RangeError */
export function expectLogitBias(where: string, name: string, value: unknown): void {
  const place = `${where}: ${name}`;
  const isRecord =
    typeof value === 'object' &&
    value !== null &&
    Object.prototype.toString.call(value) === '[object Object]';
  if (!isMap(value) && !isRecord) {
    throw new TypeError(expected(place, 'a Map or a record of biases by id', value));
  }
  for (const [id, own] of biasEntries(value as LogitBias)) {
    if (!Number.isInteger(id) || id < 0) throw new RangeError(expected(place, 'ids', id));
    if (typeof own === 'number' && own < Infinity) continue;
    throw new RangeError(expected(`${place}.${id}`, 'a finite number or -Infinity', own));
  }
}
