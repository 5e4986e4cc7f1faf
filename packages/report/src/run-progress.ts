import type { FitProgress } from '@dl/core';

/**
 * How far a run is, for a bar or a curve. `fit` tells all of it; a loop of your own gives what it has, and a `state` other than `running`
 * at its end: `progress({ step, steps: 2000, loss: await loss() })`.
 */
export type RunProgress = Pick<FitProgress, 'step'> & Partial<FitProgress>;

/** What a run has found last, by name: `loss`, then those of validation. */
export function figuresOf({ loss, reports }: RunProgress): [name: string, value: number][] {
  const own: [string, number][] = loss === undefined || Number.isNaN(loss) ? [] : [['loss', loss]];
  const validation = Object.entries(reports?.at(-1)?.validation ?? {});
  return [...own, ...validation.map(([name, value]) => [nameOf(name), value] as [string, number])];
}

/** A loss of validation is told from that of training; other figures there are only of validation. */
export function nameOf(figure: string): string {
  return figure === 'loss' ? 'validation loss' : figure;
}
