import type { EmbeddingSizes } from './embedding';

const SIZES = { vocab: 32_000, size: 256, count: 4096 };

/** An embedding alone against PyTorch's, on one thread. */
export const embeddingRows = [
  {
    id: 'core/embedding',
    row: 'embedding (gather, its gradient, sgd), 32,000×256, 4,096 ids, against PyTorch',
    ...step({ ...SIZES, sparse: false, rule: 'sgd' }),
    atLeast: 1,
  },
  {
    id: 'core/embedding-sparse',
    row: 'the same with rows updated in place, against its sparse gradient',
    ...step({ ...SIZES, sparse: true, rule: 'sgd' }),
    atLeast: 3,
  },
  {
    id: 'core/embedding-adam',
    row: 'the same with adam, which keeps two moments a row, against SparseAdam',
    ...step({ ...SIZES, sparse: true, rule: 'adam' }),
  },
];

function step(sizes: EmbeddingSizes) {
  const script = 'packages/core/bench/embedding_torch.py';
  return {
    unit: 'ms',
    ours: async () => (await import('./embedding')).embeddingStep(sizes),
    peer: { name: 'PyTorch', python: { script, needs: 'torch', args: { ...sizes } } },
  };
}
