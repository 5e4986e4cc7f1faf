import type { Rng } from '@dl/core';
import type { EncodedDialogue } from './corpus';
import { likelihood } from './measure';
import type { Nets } from './score';

interface Measured {
  readonly dialogues: readonly EncodedDialogue[];
  /** Draws codes of VHRED, `samples` a reply. */
  readonly rng: Rng;
  readonly samples: number;
  readonly signal?: AbortSignal | undefined;
}

/** The perplexity of the replies in dialogues: exp of −log p a token. VHRED's by importance sampling. */
export async function perplexitiesOf(
  { seq2seq, hred, vhred }: Nets,
  eos: number,
  { dialogues, rng, samples, signal }: Measured,
): Promise<Record<keyof Nets, number>> {
  const of = async (nll: Parameters<typeof likelihood>[2]) =>
    Math.exp((await likelihood(dialogues, eos, nll, signal)).perToken);
  return {
    seq2seq: await of((batch) => seq2seq.replyNll(batch)),
    hred: await of((batch) => hred.replyNll(batch)),
    vhred: await of((batch) => vhred.estimateNll(batch, { rng, samples })),
  };
}
