/** MobileNetV1 224, one image a time, on one thread. */
export const mobilenetRows = [
  {
    id: 'core/mobilenet-tfjs',
    row: "MobileNetV1 224, one image, norms folded, against tfjs's fused graph (XNNPACK)",
    unit: 'ms',
    ours,
    peer: {
      name: 'tfjs wasm',
      node: async () => (await import('./mobilenet-tfjs')).mobilenetTfjs(),
    },
    atLeast: { plain: 1.2, fused: 1.5 },
  },
  {
    id: 'core/mobilenet-torch',
    row: 'the same against PyTorch, channels last, in eval mode',
    unit: 'ms',
    ours,
    peer: {
      name: 'PyTorch',
      python: { script: 'packages/core/bench/mobilenet_torch.py', needs: 'torch', args: {} },
    },
    atLeast: { plain: 0.5, fused: 0.65 },
  },
];

async function ours() {
  return (await import('./mobilenet')).mobilenet();
}
