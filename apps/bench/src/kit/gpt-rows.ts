import type { Peer } from '../row';
import type { GptSizes } from './gpt-sizes';
import { WEIGHTS } from './gpt-weights';
import { describe } from './sizes';

/** How a row of a GPT is held against PyTorch. */
interface GptRow {
  readonly sizes: GptSizes;
  /** PyTorch takes vectors of 256 bits at most. Default: all that the processor has. */
  readonly capped?: boolean;
  /** Of both. Default 1. */
  readonly threads?: number;
}

/** A training step by AdamW. */
export function gptStepRow({ sizes, threads = 1, ...own }: GptRow) {
  return {
    row: sentence('a training step of', { sizes, threads, ...own }),
    unit: 'ms',
    ours: async () => (await import('./gpt-step')).gptStep(sizes, threads),
    peer: peer({ sizes, threads, ...own }, false),
    // Of a loss of 4: to 1e-4.
    plan: { agreement: 2e-5 },
  };
}

/** Tokens by a cache, as many as the block has. */
export function gptTokensRow({ sizes, ...own }: GptRow) {
  return {
    row: sentence('tokens by a cache of', { sizes, ...own }),
    unit: 'tokens/s',
    amount: 1000 * sizes.block,
    ours: async () => (await import('./gpt-step')).gptTokens(sizes),
    peer: peer({ sizes, ...own }, true),
  };
}

function sentence(what: string, { sizes, capped = false, threads = 1 }: GptRow): string {
  const on = threads === 1 ? 'one thread' : `${threads} threads each`;
  const bits = capped ? 'with 256 bits at most' : 'with all that the processor has';
  return `${what} a GPT (${describe(sizes)}), on ${on}, against PyTorch ${bits}`;
}

function peer({ sizes, capped = false, threads = 1 }: GptRow, tokens: boolean): Peer {
  const script = 'packages/transformer/bench/gpt_torch.py';
  const args = { weights: WEIGHTS, tokens, threads, ...sizes };
  return { name: 'PyTorch', python: { script, needs: 'torch', args, capped } };
}
