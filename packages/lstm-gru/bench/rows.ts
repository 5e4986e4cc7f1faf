import { claims } from '@dl/lessons/lstm-gru/claims';
import { claimRows } from '../../../apps/bench/src/kit/claim-rows';
import { gainOfThreads } from '../../../apps/bench/src/kit/gain-of-threads';
import { againstLayers, againstTorch } from '../../../apps/bench/src/kit/sequence-rows';
import { describe, LARGE, type SequenceSizes, SMALL } from '../../../apps/bench/src/kit/sizes';

const large = { sizes: LARGE, atLeast: { plain: 0.5, fused: 0.8 } };

/** The rows of this package. */
export const rows = [
  againstTorch({ id: 'lstm-gru/lstm-torch', network: 'LSTM', ours: lstm, ...large }),
  againstTorch({ id: 'lstm-gru/gru-torch', network: 'GRU', ours: gru, ...large }),
  againstTorch({ id: 'lstm-gru/bilstm-torch', network: 'BiLSTM', ours: both, ...large }),
  ...(
    [
      ['LSTM', lstm, 18],
      ['GRU', gru, 14],
    ] as const
  ).flatMap(([network, ours, atLeast]) => {
    const id = `lstm-gru/${network.toLowerCase()}`;
    // tfjs-layers has no reset gate after the product.
    const alike = network === 'GRU' ? resetBefore : ours;
    return [
      againstTorch({ id: `${id}-torch-small`, network, sizes: SMALL, atLeast: 5, ours }),
      againstLayers({ id: `${id}-tfjs`, network, sizes: LARGE, atLeast, ours: alike }),
      againstLayers({ id: `${id}-tfjs-small`, network, sizes: SMALL, atLeast: 30, ours: alike }),
    ];
  }),
  {
    id: 'lstm-gru/threads',
    row: `LSTM, training step, ${describe(LARGE)}: two threads against one`,
    unit: '×',
    atLeast: 1.7,
    figure: () => gainOfThreads(() => lstm(LARGE)),
  },
  {
    id: 'lstm-gru/step-calls',
    row: 'calls of functions of ours in one training step, 8 sequences of 20 steps, 3 → 32, adam, as V8 counts them, against their budget',
    unit: 'calls',
    lessIsBetter: true,
    figure: async () => {
      const { stepCalls } = await import('./step-calls');
      return { ours: await stepCalls(), peer: 400, peerName: 'budget' };
    },
    atLeast: 1,
  },
  ...claimRows(claims),
];

async function load() {
  const [{ trainingStep }, { random }, layers] = await Promise.all([
    import('../../../apps/bench/src/kit/training-step'),
    import('@dl/core'),
    import('@dl/lstm-gru'),
  ]);
  return { trainingStep, rng: random(0), ...layers };
}

async function lstm(sizes: SequenceSizes) {
  const { trainingStep, rng, Lstm } = await load();
  return trainingStep(() => new Lstm(sizes.inSize, sizes.hidden, { rng }), sizes);
}

async function both(sizes: SequenceSizes) {
  const { trainingStep, rng, Lstm } = await load();
  const options = { rng, bidirectional: 'concat' } as const;
  const make = () => new Lstm(sizes.inSize, sizes.hidden, options);
  return trainingStep(make, sizes, 2 * sizes.hidden);
}

async function gru(sizes: SequenceSizes, resetAfter = true) {
  const { trainingStep, rng, Gru } = await load();
  return trainingStep(() => new Gru(sizes.inSize, sizes.hidden, { rng, resetAfter }), sizes);
}

function resetBefore(sizes: SequenceSizes) {
  return gru(sizes, false);
}
