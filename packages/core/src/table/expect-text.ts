import { expected } from '../check/describe';

/** @throws TypeError for what is no string */
export function expectText(where: string, name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string')
    throw new TypeError(expected(`${where}: ${name}`, 'a text', value));
}
