import type { EpochReport } from '../epoch-report';

/** The figures of an epoch by name, one level deep: `validation.loss`. */
export function figuresOf({ validation, ...own }: EpochReport): Record<string, number> {
  const judged = Object.entries(validation ?? {}).map(([name, value]) => [
    `validation.${name}`,
    value,
  ]);
  return { ...own, ...Object.fromEntries(judged) };
}
