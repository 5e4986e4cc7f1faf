export { keepConstants } from '@dl/core/wasm/math';
export { attendForward, attendForwardScratch } from './forward';
export { attendBackward, attendBackwardScratch, attendClear } from './backward';
export { rotaryHalves, rotaryNeighbours } from './rotary';
export { attendIsFinite } from './pairs';
