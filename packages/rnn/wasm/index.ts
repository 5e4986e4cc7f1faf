export { keepConstants } from '@dl/core/wasm/math';
export { rnnForward } from './forward';
export { rnnBackward, rnnRecurrentGradient } from './backward';
export { rnnClearPadding } from './padding';
export { rnnForwardScratch, rnnBackwardScratch, rnnRecurrentScratch } from './scratch';
