export { keepConstants } from '@dl/core/wasm/math';
export { lstmForward, lstmForwardScratch } from './forward';
export { lstmBackward, lstmBackwardScratch } from './backward';
export { lstmStep, lstmStepBackward } from './step';
