import { type Positions, type RotaryPositions, rotary } from '@dl/attention';
import { expected } from '@dl/core/check';
import { madeWith } from '@dl/core/extend';
import type { ConfigFields } from './config-fields';

/** What turns queries and keys: of `rope_parameters`, or of `rope_theta` and `rope_scaling`, as older files have it. */
export function readRope(config: ConfigFields): Positions {
  const own = config.object('rope_parameters') ?? config.object('rope_scaling');
  const base = (own?.value('rope_theta') === undefined ? config : own).number(
    ...(['rope_theta', 'positive', 10_000] as const),
  );
  const type = own?.value('rope_type') ?? own?.value('type') ?? 'default';
  if (own === undefined || type === 'default') return rotary({ base });
  const factor = own.number('factor', 'positive', Number.NaN);
  if (type === 'linear') return rotary({ base, scaling: { factor } });
  if (type !== 'llama3') {
    throw own.refusal('rope_type', 'one of default, linear, llama3', type);
  }
  const originalLength = own.count('original_max_position_embeddings');
  const lowFrequencyFactor = own.number('low_freq_factor', 'positive', Number.NaN);
  const highFrequencyFactor = own.number('high_freq_factor', 'positive', Number.NaN);
  if (highFrequencyFactor <= lowFrequencyFactor) {
    const rule = `a number over low_freq_factor ${lowFrequencyFactor}`;
    throw own.refusal('high_freq_factor', rule, highFrequencyFactor);
  }
  const scaling = { factor, originalLength, lowFrequencyFactor, highFrequencyFactor };
  return rotary({ base, scaling });
}

/** The same under their names. @throws RangeError for positions that no file of theirs has */
export function writeRope(where: string, positions: Positions): Record<string, unknown> {
  const [options] = (madeWith(positions)?.args ?? []) as [RotaryPositions?];
  const { base = 10_000, pairs = 'halves', scaling } = options ?? {};
  if (pairs !== 'halves') {
    throw new RangeError(expected(`${where}: model: positions: pairs`, 'halves', pairs));
  }
  if (scaling === undefined) return { rope_theta: base, rope_type: 'default' };
  const { factor, originalLength, lowFrequencyFactor, highFrequencyFactor } = scaling;
  if (originalLength === undefined) return { rope_theta: base, rope_type: 'linear', factor };
  return {
    ...{ rope_theta: base, rope_type: 'llama3', factor },
    ...{ low_freq_factor: lowFrequencyFactor, high_freq_factor: highFrequencyFactor },
    original_max_position_embeddings: originalLength,
  };
}
