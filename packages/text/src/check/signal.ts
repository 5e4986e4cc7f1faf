import { expected } from '@dl/core/check';

/** Checks an AbortSignal. @throws TypeError for anything else */
export function expectSignal(where: string, name: string, value: unknown): void {
  const { aborted, throwIfAborted } = Object(value) as AbortSignal;
  if (typeof aborted === 'boolean' && typeof throwIfAborted === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'an AbortSignal', value));
}
