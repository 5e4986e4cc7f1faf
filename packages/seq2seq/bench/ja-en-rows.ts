import type { Figure, FigureRow, FigureTools } from '../../../apps/bench/src/row';
import type { TranslationFigures } from './ja-en';

const WHAT =
  'Japanese to English, held-out sentences of DL_PAIRS=PATH: BLEU (13a, lower case), beam 5';

/** Rows of translation, all of one run: see `SIZES` of ja-en.ts. */
export const jaEnRows: FigureRow[] = [
  {
    id: 'seq2seq/ja-en',
    row: `${WHAT}, against one point less than PyTorch's same model after as many updates`,
    unit: 'BLEU',
    atLeast: 1,
    ...from(({ bleu, torch }) => ({
      ours: bleu,
      // Named where it is missing too: the bar is one of the ratio.
      ...(torch
        ? { peer: torch.bleu - 1, peerName: `PyTorch ${torch.version}, less 1` }
        : { peerName: 'PyTorch' }),
    })),
  },
  {
    id: 'seq2seq/ja-en-bleu',
    row: WHAT,
    unit: 'BLEU',
    atLeast: 25,
    ...from(({ bleu }) => ({ ours: bleu })),
  },
];

function from(figure: (figures: TranslationFigures) => Figure) {
  return {
    recorded: { seed: '1' },
    figure: async ({ root, progress }: FigureTools) => {
      const { setup } = await import('@dl/core');
      const { translationFigures } = await import('./ja-en');
      await setup({ backend: 'wasm', threads: 2 });
      return figure(await translationFigures(root, progress));
    },
  };
}
