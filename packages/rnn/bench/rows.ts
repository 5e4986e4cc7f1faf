import { claims } from '@dl/lessons/rnn/claims';
import { claimRows } from '../../../apps/bench/src/kit/claim-rows';
import { againstLayers, againstTorch } from '../../../apps/bench/src/kit/sequence-rows';
import { LARGE, type SequenceSizes, SMALL } from '../../../apps/bench/src/kit/sizes';

// 10,000 steps in all, as the source makes them: the network is at every stage of its training.
const TEN_THOUSAND_STEPS = { times: 500, repeats: 20, budgetMs: Number.POSITIVE_INFINITY };

const rnn = { network: 'RNN', ours: step } as const;

/** The rows of this package. */
export const rows = [
  {
    id: 'rnn/addition',
    row: "binary addition, a step with the source's settings (10,000 of them), against the source's numpy program",
    unit: 'ms',
    atLeast: 15,
    ours: async () => (await import('./addition')).addition(),
    peer: {
      name: 'numpy',
      python: { script: 'packages/rnn/bench/addition_numpy.py', needs: 'numpy', args: {} },
    },
    plan: TEN_THOUSAND_STEPS,
  },
  ...claimRows(claims),
  againstLayers({ ...rnn, id: 'rnn/sequence-tfjs', sizes: LARGE, atLeast: 15 }),
  againstLayers({ ...rnn, id: 'rnn/sequence-tfjs-small', sizes: SMALL, atLeast: 15 }),
  againstLayers({ ...rnn, id: 'rnn/sequence-tfjs-cpu-small', sizes: SMALL }, 'cpu'),
  againstTorch({
    ...{ ...rnn, id: 'rnn/sequence-torch', sizes: LARGE, atLeast: { plain: 0.5, fused: 0.8 } },
  }),
  againstTorch({ ...rnn, id: 'rnn/sequence-torch-small', sizes: SMALL, atLeast: 4 }),
];

async function step(sizes: SequenceSizes) {
  const { trainingStep } = await import('../../../apps/bench/src/kit/training-step');
  const { random } = await import('@dl/core');
  const { Rnn } = await import('@dl/rnn');
  return trainingStep(() => new Rnn(sizes.inSize, sizes.hidden, { rng: random(0) }), sizes);
}
