import { gptStepRow, gptTokensRow } from '../../../apps/bench/src/kit/gpt-rows';
import { GPT } from '../../../apps/bench/src/kit/gpt-sizes';

const capped = { sizes: GPT, capped: true };
const widest = { sizes: GPT };

/** A language model: what a step of its training takes, and how fast it writes. */
export const gptRows = [
  { id: 'core/gpt-step', ...gptStepRow(capped), atLeast: { plain: 0.55, fused: 0.8 } },
  { id: 'core/gpt-step-widest', ...gptStepRow(widest) },
  { id: 'core/gpt-token', ...gptTokensRow(capped), atLeast: 2.2 },
  { id: 'core/gpt-token-widest', ...gptTokensRow(widest) },
];
