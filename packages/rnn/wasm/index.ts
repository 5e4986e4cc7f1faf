export { keepConstants } from '@dl/core/wasm/math';
export { rnnForward } from './forward';
export { rnnBackward } from './backward';
export { putFirsts, takeFirsts } from './recurrent-gradient';
export { clearPadding } from './padding';
export { rnnForwardScratch, rnnBackwardScratch } from './scratch';
