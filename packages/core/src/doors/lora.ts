/** Fine-tuning by low rank: `@dl/core/lora`. */
export { LoraError } from '../lora/adapter-config';
export { applyLora } from '../lora/apply-lora';
export { Lora } from '../lora/lora';
export { loadLora, saveLora } from '../lora/lora-file';
export type { LoraConfig, LoraOptions } from '../lora/lora-options';
export type { LoraTargets } from '../lora/targets';
export type { LowRankPart } from '../nn/low-rank';
