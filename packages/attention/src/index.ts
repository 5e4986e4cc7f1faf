export type { Lengths } from '@dl/core';
export {
  AdditiveAttention,
  type AdditiveAttentionOptions,
  type AdditiveMemory,
} from './additive-attention';
export { alibi, alibiSlopes } from './alibi';
export { attend, attendWithWeights } from './attend';
export type { KeyValues } from './cache';
export type { Attended } from './composite';
export { GeneralAttention, type GeneralAttentionOptions } from './general-attention';
export type { QkNormOptions } from './head-norms';
export type { Mask } from './mask';
export type { MemoryOptions } from './memory-options';
export { MultiHeadAttention } from './multi-head-attention';
export type {
  MultiHeadAttentionOptions,
  MultiHeadOptions,
  StepOptions,
} from './multi-head-options';
export type { AttendOptions } from './plan';
export type { Positions } from './positions';
export {
  applyRotary,
  type RotaryOptions,
  type RotaryPairs,
  type RotaryPositions,
  rotary,
} from './rotary';
export type { RotaryScaling } from './rotary-scaling';
export { SimpleAttention, type SimpleAttentionOptions } from './simple-attention';
