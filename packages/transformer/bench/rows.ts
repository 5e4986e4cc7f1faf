import { gptStepRow, gptTokensRow } from '../../../apps/bench/src/kit/gpt-rows';
import { GPT, LARGE_GPT } from '../../../apps/bench/src/kit/gpt-sizes';

const SMALL = { sizes: GPT, capped: true };
const LARGE = { sizes: LARGE_GPT, capped: true };

/** The rows of this package. */
export const rows = [
  {
    id: 'transformer/step-small',
    ...gptStepRow(SMALL),
    atLeast: { plain: 0.55, fused: 0.8 },
  },
  {
    id: 'transformer/step-large',
    ...gptStepRow(LARGE),
    atLeast: { plain: 0.4, fused: 0.65 },
  },
  { id: 'transformer/generate-small', ...gptTokensRow(SMALL), atLeast: 2.2 },
  { id: 'transformer/generate-large', ...gptTokensRow(LARGE), atLeast: 1 },
];
