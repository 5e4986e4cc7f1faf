import { describe, LARGE, type SequenceSizes, SMALL } from './sequence-sizes';

const STEP = 'RNN training step (forward, backward, adam)';

// 10,000 steps in all, as the source makes them: the network is at every stage of its training.
const TEN_THOUSAND_STEPS = { times: 500, repeats: 20, budgetMs: Number.POSITIVE_INFINITY };

const SEEDS_1_TO_10 = { seed: '1 to 10' };

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
  ...exactRows(),
  againstLayers('rnn/sequence-tfjs', LARGE, 'wasm', 15),
  againstLayers('rnn/sequence-tfjs-small', SMALL, 'wasm', 15),
  againstLayers('rnn/sequence-tfjs-cpu-small', SMALL, 'cpu'),
  againstTorch('rnn/sequence-torch', LARGE, { plain: 0.5, fused: 0.8 }),
  againstTorch('rnn/sequence-torch-small', SMALL, 4),
];

function againstLayers(
  id: string,
  sizes: SequenceSizes,
  backend: 'wasm' | 'cpu',
  atLeast?: number,
) {
  return {
    id,
    row: `${STEP}, ${describe(sizes)}, against tfjs-layers on ${backend}`,
    unit: 'ms',
    atLeast,
    ours: ours(sizes),
    peer: {
      name: `tfjs-layers ${backend}`,
      node: async () => (await import('./sequence-layers')).sequenceLayers(sizes, backend),
    },
  };
}

function againstTorch(
  id: string,
  sizes: SequenceSizes,
  atLeast: number | { plain: number; fused: number },
) {
  const script = 'packages/rnn/bench/sequence_torch.py';
  return {
    id,
    row: `${STEP}, ${describe(sizes)}, against PyTorch`,
    unit: 'ms',
    atLeast,
    ours: ours(sizes),
    peer: { name: 'PyTorch', python: { script, needs: 'torch', args: { ...sizes } } },
  };
}

function ours(sizes: SequenceSizes) {
  return async () => (await import('./sequence')).sequence(sizes);
}

/** How many networks learn to add, with the tour's settings and with the source's. */
function exactRows() {
  const row = (id: string, how: string, options: readonly string[], atLeast?: number) => ({
    id,
    row: `seeds of 1 to 10 that add at least 99% of all 128 × 128 pairs exactly, ${how}`,
    unit: 'share',
    atLeast,
    recorded: SEEDS_1_TO_10,
    figure: async (tools: Parameters<typeof import('./addition-exact').exactSeeds>[0]) =>
      (await import('./addition-exact')).exactSeeds(tools, options),
  });
  return [
    row('rnn/addition-exact', "with the tour's settings", [], 0.9),
    row('rnn/addition-exact-source', "with the source's settings", ['--source']),
    row('rnn/addition-exact-as-printed', "with the source's settings and its printed derivative", [
      '--source',
      '--as-printed',
    ]),
  ];
}
