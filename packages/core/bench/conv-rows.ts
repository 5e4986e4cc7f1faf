/** Convolutions against PyTorch and tfjs, on one thread. */
export const convRows = [
  {
    id: 'core/conv-step',
    row: 'training step: conv 3×3×32, conv 3×3×64, pool, dense 128, batch 128 of 28×28, adam, against PyTorch',
    unit: 'ms',
    ours: step(128),
    peer: {
      name: 'PyTorch',
      python: { script: 'packages/core/bench/conv_torch.py', needs: 'torch', args: { batch: 128 } },
    },
    atLeast: { plain: 0.45, fused: 0.75 },
  },
  {
    id: 'core/conv-tfjs',
    row: "the same with batch 32, against tfjs's cpu backend (wasm lacks the gradients)",
    unit: 'ms',
    ours: step(32),
    peer: {
      name: 'tfjs cpu',
      node: async () => (await import('./conv-step-tfjs')).convStepTfjs(32),
    },
    plan: { repeats: 2 },
    atLeast: 60,
  },
  {
    id: 'core/conv-forward',
    row: "conv2d forward, five layers of MobileNet and ResNet, geometric mean, against tfjs's (XNNPACK)",
    unit: 'ms',
    of: 'geometricMean' as const,
    ours: async () => (await import('./conv-forward')).convForward(),
    peer: {
      name: 'tfjs wasm',
      node: async () => (await import('./conv-forward')).convForwardTfjs(),
    },
    atLeast: 1,
  },
  {
    id: 'core/depthwise-step',
    row: 'depthwise 3×3, 56×56×128, batch 8, forward and both gradients, against PyTorch',
    unit: 'ms',
    ours: async () => (await import('./depthwise')).depthwiseStep(),
    peer: {
      name: 'PyTorch',
      python: { script: 'packages/core/bench/depthwise_torch.py', needs: 'torch', args: {} },
    },
    atLeast: 2,
  },
];

function step(batch: number) {
  return async () => (await import('./conv-step')).convStep(batch);
}
