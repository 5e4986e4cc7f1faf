import type { Figure, FigureRow, FigureTools } from '../../../apps/bench/src/row';
import type { DialogueFigures } from './dialogues';

const WHERE = 'held-out dialogues of DL_DIALOGUES=PATH';

/** Rows of dialogues, all of one run: see `SIZES` of dialogues.ts. */
export const dialogueRows: FigureRow[] = [
  {
    id: 'seq2seq/hred',
    row: `HRED: perplexity of replies, ${WHERE}, against a seq2seq of equal parameters, data and updates that sees the last utterance only`,
    unit: 'perplexity',
    lessIsBetter: true,
    atLeast: 1 / 0.95,
    ...from(({ hredPerplexity, seq2seqPerplexity }) => ({
      ...{ ours: hredPerplexity, peer: seq2seqPerplexity, peerName: 'last utterance only' },
    })),
  },
  {
    id: 'seq2seq/vhred',
    row: `VHRED: KL divergence a turn, without free bits, ${WHERE}`,
    unit: 'nats',
    atLeast: 1,
    ...from(({ kl }) => ({ ours: kl })),
  },
  {
    id: 'seq2seq/vhred-swap',
    row: "VHRED: rise of a reply's −log p where z is that of another dialogue",
    unit: 'nats',
    atLeast: 0.3,
    ...from(({ swapRise }) => ({ ours: swapRise })),
  },
  {
    id: 'seq2seq/vhred-nll',
    row: "VHRED: −log p of a reply by importance sampling (50), against HRED's",
    unit: 'nats',
    lessIsBetter: true,
    atLeast: 1 / 1.02,
    ...from(({ vhredNll, hredNll }) => ({ ours: vhredNll, peer: hredNll, peerName: 'HRED' })),
  },
  {
    id: 'seq2seq/vhred-distinct',
    row: "VHRED: distinct-2 of drawn replies at temperature 0.5, against HRED's",
    unit: 'share',
    atLeast: 1,
    ...from(({ vhredDistinct2, hredDistinct2 }) => ({
      ...{ ours: vhredDistinct2, peer: hredDistinct2, peerName: 'HRED' },
    })),
  },
];

function from(figure: (figures: DialogueFigures) => Figure) {
  return {
    recorded: { seed: '1' },
    figure: async ({ progress }: FigureTools) => {
      const { setup } = await import('@dl/core');
      const { dialogueFigures } = await import('./dialogues');
      await setup({ backend: 'wasm', threads: 1 });
      return figure(await dialogueFigures(progress));
    },
  };
}
