import { expected, expectPositiveInteger } from '@dl/core/check';
import type { MultiHeadAttentionOptions } from './multi-head-options';

const WHERE = 'MultiHeadAttention';

type Checked = Required<Pick<MultiHeadAttentionOptions, 'kvHeads' | 'memorySize'>> &
  Pick<MultiHeadAttentionOptions, 'positions' | 'maxLength'>;

/** Checks the sizes of a `MultiHeadAttention`, and that each of its options can act. @throws RangeError */
export function expectMultiHead(
  size: number,
  heads: number,
  { kvHeads, memorySize, positions, maxLength }: Checked,
): void {
  expectPositiveInteger(WHERE, 'size', size);
  expectDivisor('heads', heads, size, 'size');
  expectDivisor('kvHeads', kvHeads, heads, 'heads');
  if (positions?.turn !== undefined && (size / heads) % 2 !== 0) {
    throw new RangeError(
      `${WHERE}: positions: expected an even depth to turn, got ${size} / ${heads} = ${size / heads}`,
    );
  }
  if (memorySize === size) return;
  // Such a layer never looks at its own sequence.
  if (positions !== undefined) throw useless('positions', positions.name);
  if (maxLength !== undefined) throw useless('maxLength', maxLength);
}

function useless(name: string, value: unknown): RangeError {
  return new RangeError(expected(`${WHERE}: ${name}`, 'none with a memorySize of its own', value));
}

function expectDivisor(name: string, value: number, of: number, what: string): void {
  expectPositiveInteger(WHERE, name, value);
  if (of % value === 0) return;
  throw new RangeError(`${WHERE}: ${name}: expected a divisor of ${what} ${of}, got ${value}`);
}
