export { keepConstants } from '@dl/core/wasm/math';
export { gruForward, gruForwardScratch } from './forward';
export { gruBackward, gruBackwardScratch } from './backward';
export { gruStep, gruStepBackward } from './step';
