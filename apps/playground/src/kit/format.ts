import { few } from '@dl/report/elements';

/** Bytes in kB or MB. */
export function bytes(value: number): string {
  return value < 1e6 ? `${few(value / 1e3)} kB` : `${few(value / 1e6)} MB`;
}
