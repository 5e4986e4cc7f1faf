export { rnnForward } from './forward';
export { rnnBackward, rnnRecurrentGradient } from './backward';
export { rnnForwardScratch, rnnBackwardScratch, rnnRecurrentScratch } from './scratch';
