import type { FeedForwardActivation } from '../block/feed-forward-activation';

/** Activations by their names there. */
export const ACTIVATION_NAMES = {
  gelu_new: 'geluTanh',
  gelu_pytorch_tanh: 'geluTanh',
  gelu_fast: 'geluTanh',
  gelu: 'gelu',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
} as const satisfies Record<string, FeedForwardActivation>;

/** Activations with a gate by their names there. */
export const GATE_NAMES = { silu: 'swiglu', swish: 'swiglu', gelu: 'geglu' } as const;

/** The name there of one here. */
export function activationNamed(activation: FeedForwardActivation): string {
  const all = Object.entries({ ...ACTIVATION_NAMES, silu: 'silu' });
  const gates = Object.entries(GATE_NAMES);
  return [...all, ...gates].find(([, own]) => own === activation)?.[0] as string;
}
