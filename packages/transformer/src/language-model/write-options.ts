import type { Ended, GenerateOptions } from '@dl/text';
import type { SlidingState } from './sliding';

/** How a language model writes; what `generate` of `@dl/text` takes, but for the state. */
export interface WriteOptions
  extends Partial<Omit<GenerateOptions<SlidingState>, 'state' | 'start' | 'eos' | 'prompts'>> {
  /** The most tokens that are written. Default 200. */
  maxLength?: number;
}

/** What was written. */
export interface Written {
  /** Without the prompt. */
  readonly text: string;
  readonly tokens: readonly number[];
  /** The sum of the log probabilities of the tokens and of the end, in nats. */
  readonly logProbability: number;
  readonly ended: Ended;
}
