import { expected } from './describe';

/**
 * Checks an option that is one of a few words.
 *
 * @throws RangeError `RnnCell: activation: expected "tanh" or "relu", got "softsign"`
 */
export function expectOneOf(
  where: string,
  name: string,
  value: string,
  choices: readonly string[],
): void {
  if (choices.includes(value)) return;
  const words = choices.map((choice) => JSON.stringify(choice));
  const last = words.pop();
  const list = words.length === 0 ? `${last}` : `${words.join(', ')} or ${last}`;
  throw new RangeError(expected(`${where}: ${name}`, list, value));
}

/**
 * Checks a flag: true or false. Other values that JavaScript takes for these are refused, since a kernel takes them for numbers.
 *
 * @throws TypeError `matMul: transposeA: expected true or false, got "yes"`
 */
export function expectFlag(where: string, name: string, value: boolean): void {
  if (value === true || value === false) return;
  throw new TypeError(expected(`${where}: ${name}`, 'true or false', value));
}

/**
 * Checks a function.
 *
 * @throws TypeError `train: loss: expected a function, got undefined`
 */
export function expectFunction(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'a function', value));
}
