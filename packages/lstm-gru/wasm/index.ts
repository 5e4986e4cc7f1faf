export { keepConstants } from '@dl/core/wasm/math';
export { lstmForward, lstmForwardScratch } from './lstm-forward';
export { lstmBackward, lstmBackwardScratch } from './lstm-backward';
export { gruForward, gruForwardScratch } from './gru-forward';
export { gruBackward, gruBackwardScratch } from './gru-backward';
export { lstmStep, lstmStepBackward } from './lstm-step';
export { gruStep, gruStepBackward } from './gru-step';
