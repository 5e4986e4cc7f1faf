export { keepConstants } from '@dl/core/wasm/math';
export { rnnForward } from './forward';
export { rnnBackward } from './backward';
export { recurrentGradient, recurrentGradientScratch } from './recurrent-gradient';
export { clearPadding } from './padding';
export { rnnForwardScratch, rnnBackwardScratch } from './scratch';
