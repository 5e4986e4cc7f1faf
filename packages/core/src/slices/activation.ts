import type { ActivationKernels } from '../generated/kernels-activation';
import type { Slices } from '../wasm/kernel-module';
import { byElement } from './slicing';

const forward = byElement(2, 2, [0, 1]);
const backward = byElement(3, 3, [0, 1, 2]);

/** How the kernels of activations are cut. */
export const slices: Slices<ActivationKernels> = {
  geluForward: forward,
  geluBackward: backward,
  geluTanhForward: forward,
  geluTanhBackward: backward,
  siluForward: forward,
  siluBackward: backward,
  softplusForward: forward,
  softplusBackward: backward,
  leakyReluForward: forward,
  leakyReluBackward: backward,
  eluForward: forward,
  eluBackward: backward,
};
