export type { Lengths } from '@dl/core';
export {
  AdditiveAttention,
  type AdditiveAttentionOptions,
  type AdditiveMemory,
} from './additive-attention';
export { alibiSlopes } from './alibi';
export { attend, attendWithWeights } from './attend';
export type { KeyValues } from './cache';
export type { Attended } from './composite';
export {
  GeneralAttention,
  type GeneralAttentionOptions,
  type MemoryOptions,
} from './general-attention';
export type { Mask } from './mask';
export { MultiHeadAttention } from './multi-head-attention';
export type {
  MultiHeadAttentionOptions,
  MultiHeadOptions,
  Positions,
  StepOptions,
} from './multi-head-options';
export type { AttendOptions } from './plan';
export { type RotaryOptions, type RotaryPairs, rotary } from './rotary';
export { SimpleAttention, type SimpleAttentionOptions } from './simple-attention';
