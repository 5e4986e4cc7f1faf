import type { FigureTools } from '../../../apps/bench/src/row';

// One run, two rows.
let trained: Promise<number> | undefined;

async function ours({ progress }: FigureTools): Promise<number> {
  trained ??= import('./vae').then(({ vaeNats }) => vaeNats(progress));
  return trained;
}

const COMMON = { unit: 'nats', lessIsBetter: true, recorded: { seed: '0' } } as const;
const WHAT = 'VAE 784-400-20-400-784 on MNIST, 10 epochs, batch 128, adam: −ELBO on the test set';

/** The VAE of PyTorch's examples, whole. */
export const vaeRows = [
  {
    id: 'seq2seq/vae',
    row: `${WHAT}, against PyTorch's (0.995 is half a nat)`,
    ...COMMON,
    figure: async (tools: FigureTools) => {
      const nats = await ours(tools);
      const { vaeTorch } = await import('./vae');
      const peer = await vaeTorch(tools.root, tools.progress);
      // Named where it is missing too: the bar is one of the ratio.
      const peerName = peer ? `PyTorch ${peer.version}` : 'PyTorch';
      return { ours: nats, peer: peer?.nats, peerName };
    },
    atLeast: 0.995,
  },
  {
    id: 'seq2seq/vae-nats',
    row: `${WHAT}, against what is asked for`,
    ...COMMON,
    figure: async (tools: FigureTools) => ({
      ...{ ours: await ours(tools), peer: 107, peerName: 'at most' },
    }),
    atLeast: 1,
  },
];
