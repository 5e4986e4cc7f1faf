export { keepConstants } from '@dl/core/wasm/math';
export { attendForwardScratch } from './forward';
export { attendBackwardScratch, attendClear } from './backward';
export { attendHeads, attendHeadsBackward } from './heads';
export { rotaryRows } from './rotary';
export { copyHeads } from './rows';
export { attendIsFinite } from './pairs';
