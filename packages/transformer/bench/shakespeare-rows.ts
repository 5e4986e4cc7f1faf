import type { FigureTools } from '../../../apps/bench/src/row';
import type { ShakespeareOptions } from './shakespeare';

const WHAT =
  "nanoGPT's setting for a CPU (4 layers, 4 heads, 128 wide, block 64, batch 12, 2,000 steps) on the letters of DL_SHAKESPEARE=PATH: −log p of a held-out letter";

/** What a GPT learns in a few minutes: the mean of three seeds. */
export const shakespeareRows = [
  { id: 'transformer/shakespeare', ...nats('adamW', 'by AdamW', 1.9) },
  { id: 'transformer/shakespeare-muon', ...nats('muon', 'by Muon', 1.8) },
];

function nats(rule: ShakespeareOptions['rule'], by: string, most: number) {
  return {
    row: `${WHAT}, ${by}`,
    unit: 'nats',
    atLeast: most,
    lessIsBetter: true,
    recorded: { seed: '1 to 3' },
    figure: async ({ progress }: FigureTools) => {
      const { shakespeareNats } = await import('./shakespeare');
      return { ours: await shakespeareNats({ rule }, progress) };
    },
  };
}
