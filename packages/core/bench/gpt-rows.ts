import { GPT } from '../../../apps/bench/src/kit/gpt-sizes';

const NETWORK = `GPT (${Object.entries(GPT)
  .map(([name, size]) => `${name} ${size}`)
  .join(', ')})`;
const STEP = `training step of a small ${NETWORK}, on one thread, against PyTorch`;
const TOKENS = `tokens that a small ${NETWORK} writes by a cache, on one thread, against PyTorch`;
const CAPPED = 'with 256 bits at most';
const WHOLE = 'with all that the processor has';

/** A language model: what a step of its training takes, and how fast it writes. */
export const gptRows = [
  { id: 'core/gpt-step', ...step(true), atLeast: { plain: 0.55, fused: 0.8 } },
  { id: 'core/gpt-step-widest', ...step(false) },
  { id: 'core/gpt-token', ...tokens(true), atLeast: 2.2 },
  { id: 'core/gpt-token-widest', ...tokens(false) },
];

function step(capped: boolean) {
  return {
    row: `${STEP} ${capped ? CAPPED : WHOLE}`,
    unit: 'ms',
    ours: async () => (await import('../../../apps/bench/src/kit/gpt-step')).gptStep(),
    peer: peer(capped, false),
    // Of a loss of 4: to 1e-4.
    plan: { agreement: 2e-5 },
  };
}

function tokens(capped: boolean) {
  return {
    row: `${TOKENS} ${capped ? CAPPED : WHOLE}`,
    unit: 'tokens/s',
    amount: 1000 * GPT.block,
    ours: async () => (await import('../../../apps/bench/src/kit/gpt-step')).gptTokens(),
    peer: peer(capped, true),
  };
}

function peer(capped: boolean, tokens: boolean) {
  return {
    name: 'PyTorch',
    python: {
      script: 'packages/core/bench/gpt_torch.py',
      needs: 'torch',
      // Where `gptStep` and `gptTokens` write them.
      args: { weights: 'node_modules/.cache/bench/gpt.safetensors', tokens, ...GPT },
      capped,
    },
  };
}
