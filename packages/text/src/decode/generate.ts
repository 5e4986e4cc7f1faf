import type { Ended } from './decode-options';
import type { StepDecoder } from './step-decoder';
import { type GenerateOptions, tokensOf } from './stream-tokens';

/** What was decoded for one row. */
export interface Generated {
  /** Without the first token, the end and the stop sequence. */
  readonly tokens: number[];
  /** The sum of the log probabilities of these tokens and of `eos`, in nats, before any filter of sampling. */
  readonly logProbability: number;
  readonly ended: Ended;
}

/**
 * Decodes a batch to its end: greedily, or by sampling. `streamTokens` gives the same tokens as they come.
 *
 * ```ts
 * const [reply] = await generate(decoder, { state, start: [sos], eos, maxLength: 50, sampling: { rng, topP: 0.9 } });
 * ```
 *
 * A row that reaches `maxLength` without `eos` is as long as that, and says so: `ended: 'length'`.
 *
 * @throws as `streamTokens`
 */
export async function generate<S>(
  decoder: StepDecoder<S>,
  options: GenerateOptions<S>,
): Promise<Generated[]> {
  const rows: { tokens: number[]; logProbability: number; ended: Ended }[] = [];
  for await (const event of tokensOf('generate', decoder, options)) {
    rows[event.row] ??= { tokens: [], logProbability: 0, ended: 'length' };
    const row = rows[event.row] as (typeof rows)[number];
    row.logProbability += event.logProbability;
    if ('ended' in event) row.ended = event.ended;
    else row.tokens.push(event.token);
  }
  return rows;
}
