import type { Claim } from '@dl/lessons/kit/claim';
import type { FigureRow } from '../row';

/** Rows of what lessons claim: each trains its lesson whole, so that their last records are printed. */
export function claimRows(claims: readonly Claim[]): FigureRow[] {
  return claims.map((claim) => ({
    id: claim.id,
    row: claim.what,
    unit: claim.unit,
    atLeast: claim.atLeast,
    lessIsBetter: claim.lessIsBetter,
    recorded: { seed: `1 to ${claim.seeds}` },
    figure: async ({ progress }) => {
      const { setup } = await import('@dl/core');
      const { figuresOf } = await import('@dl/lessons/kit/claim');
      await setup({ backend: 'wasm', threads: 1 });
      return claim.figure(await figuresOf(claim, progress));
    },
  }));
}
