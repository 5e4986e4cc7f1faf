import type { CtcSizes } from './ctc';

const SIZES: CtcSizes = { batch: 32, time: 200, classes: 64, labels: 64 };

/** The CTC loss against PyTorch's, on one thread. */
export const ctcRows = [
  {
    id: 'core/ctc',
    row: 'CTC loss and gradient, 200 frames, batch 32, 64 classes, 64 labels a row, against PyTorch',
    unit: 'ms',
    ours: async () => (await import('./ctc')).ctcStep(SIZES),
    peer: {
      name: 'PyTorch',
      python: {
        script: 'packages/core/bench/ctc_torch.py',
        needs: 'torch',
        args: { ...SIZES },
        capped: true,
      },
    },
    atLeast: 1,
  },
];
