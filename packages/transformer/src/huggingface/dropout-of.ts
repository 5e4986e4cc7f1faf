import type { ConfigFields } from './config-fields';
import type { MakeOptions } from './form';

/** The dropout that several fields say alike. @throws RangeError where they do not, and the caller says none */
export function dropoutOf(
  config: ConfigFields,
  { dropout }: MakeOptions,
  [first, ...others]: readonly [string, ...string[]],
  fallback: number,
): number {
  if (dropout !== undefined) return dropout;
  const rate = config.number(first, 'share', fallback);
  for (const name of others) {
    const own = config.number(name, 'share', fallback);
    if (own !== rate) throw config.refusal(name, `${rate} as ${first}, or the option dropout`, own);
  }
  return rate;
}
