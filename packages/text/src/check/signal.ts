import { expected } from '@dl/core/check';

/** Checks an AbortSignal. @throws TypeError for anything else */
export function expectSignal(where: string, name: string, value: unknown): void {
  if (typeof (value as AbortSignal | null)?.aborted === 'boolean') return;
  throw new TypeError(expected(`${where}: ${name}`, 'an AbortSignal', value));
}
