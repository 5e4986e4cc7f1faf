import { describe, LARGE, type Network, type Sizes, SMALL } from './sizes';
import { taskRows } from './task-rows';

/** The rows of this package. */
export const rows = [
  againstTorch('lstm-gru/lstm-torch', 'LSTM', LARGE, { plain: 0.5, fused: 0.8 }),
  againstTorch('lstm-gru/gru-torch', 'GRU', LARGE, { plain: 0.5, fused: 0.8 }),
  againstTorch('lstm-gru/bilstm-torch', 'BiLSTM', LARGE, { plain: 0.5, fused: 0.8 }),
  againstTorch('lstm-gru/lstm-torch-small', 'LSTM', SMALL, 5),
  againstTorch('lstm-gru/gru-torch-small', 'GRU', SMALL, 5),
  againstLayers('lstm-gru/lstm-tfjs', 'LSTM', LARGE, 18),
  againstLayers('lstm-gru/gru-tfjs', 'GRU', LARGE, 14),
  againstLayers('lstm-gru/lstm-tfjs-small', 'LSTM', SMALL, 30),
  againstLayers('lstm-gru/gru-tfjs-small', 'GRU', SMALL, 30),
  ...taskRows,
];

function againstTorch(
  id: string,
  network: Network,
  sizes: Sizes,
  atLeast: number | { plain: number; fused: number },
) {
  const script = 'packages/lstm-gru/bench/sequence_torch.py';
  return {
    id,
    row: `${network} training step (forward, backward, adam), ${describe(sizes)}, against PyTorch`,
    unit: 'ms',
    atLeast,
    ours: ours(network, sizes),
    peer: { name: 'PyTorch', python: { script, needs: 'torch', args: { network, ...sizes } } },
  };
}

function againstLayers(id: string, network: 'LSTM' | 'GRU', sizes: Sizes, atLeast: number) {
  return {
    id,
    row: `${network} training step, ${describe(sizes)}, against tfjs-layers on wasm`,
    unit: 'ms',
    atLeast,
    // tfjs-layers has no reset gate after the product.
    ours: ours(network, sizes, { resetAfter: false }),
    peer: {
      name: 'tfjs-layers wasm',
      node: async () => (await import('./sequence-layers')).sequenceLayers(network, sizes),
    },
  };
}

function ours(network: Network, sizes: Sizes, gru = {}) {
  return async () => (await import('./sequence')).sequence(network, sizes, gru);
}
