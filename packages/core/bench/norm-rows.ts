const ours = async () => (await import('./norm')).normStep();

/** A norm against PyTorch and tfjs, on one thread. */
export const normRows = [
  {
    id: 'core/norm',
    row: 'layerNorm 4,096×768 with scale and shift, forward and all gradients, against PyTorch',
    unit: 'ms',
    ours,
    peer: {
      name: 'PyTorch',
      python: { script: 'packages/core/bench/norm_torch.py', needs: 'torch', args: {} },
    },
    atLeast: 0.7,
  },
  {
    id: 'core/norm-tfjs',
    row: "the same against tfjs's ops and gradients on wasm",
    unit: 'ms',
    ours,
    peer: {
      name: 'tfjs wasm',
      node: async () => (await import('./norm-tfjs')).normStepTfjs(),
    },
    atLeast: 5,
  },
];
