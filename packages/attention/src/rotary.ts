import { ShapeError } from '@dl/core';
import {
  checkedLater,
  describeShape,
  expected,
  expectInteger,
  expectPositive,
  expectTensor,
  mergeChecks,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { keepArguments, ofNothing } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { Positions } from './positions';
import { type RotaryScaling, readScaling } from './rotary-scaling';
import { turnedRows } from './turned-rows';

/** Which numbers of a head are turned together: i and i + depth / 2, or 2 i and 2 i + 1. */
export type RotaryPairs = 'halves' | 'neighbours';

/** How positions turn. */
export interface RotaryPositions {
  /** Of the angles. Default 10,000. */
  base?: number;
  /** `halves` as in Llama's and GPT-NeoX's published weights, `neighbours` as in the paper and GPT-J. Default `halves`. */
  pairs?: RotaryPairs;
  /** For sequences longer than those of the training. Default: none. */
  scaling?: RotaryScaling | undefined;
}

export interface RotaryOptions extends RotaryPositions {
  /** The position of the first row. Default 0. */
  offset?: number;
}

const POSITION_OPTIONS: OptionChecks<RotaryPositions> = {
  base: expectPositive,
  pairs: /* @__PURE__ */ oneOf(['halves', 'neighbours']),
  scaling: checkedLater,
};

const OPTIONS: OptionChecks<RotaryOptions> = /* @__PURE__ */ mergeChecks(
  { offset: (where, name, value) => expectInteger(where, name, value as number, 0) },
  POSITION_OPTIONS,
);

/**
 * Rotary positions, for the option `positions` of `MultiHeadAttention`: queries and keys are turned by `applyRotary`, each by
 * the position where it stands.
 *
 * @throws RangeError or TypeError for an invalid option
 */
export function rotary(options?: RotaryPositions): Positions {
  const own = readOptions('rotary', options, POSITION_OPTIONS);
  const { base = 10_000, pairs = 'halves' } = own;
  const scaling = readScaling('rotary', own.scaling);
  const positions: Positions = {
    name: 'rotary',
    turn: (x, offset) => applyRotary(x, { base, pairs, scaling, offset }),
    turnPacked: (x, heads, depth, offset) => {
      checkPacked(x, heads, depth, offset);
      if (x.size === 0) return ofNothing('Rotary', [x], x.shape);
      const [batch, time, width] = x.shape as [number, number, number];
      return turnedRows(x, { batch, time, heads, depth, width }, { offset, base, pairs, scaling });
    },
  };
  keepArguments(positions, rotary, [options]);
  return positions;
}

/**
 * Rotary positions (RoPE): turns pair i of the row at position t by the angle t · base^(−2 i / depth), or as `scaling` says. The dot product of a
 * query and a key that are turned so depends on their contents and their distance alone. Gradient: turned back.
 *
 * Su et al., RoFormer: Enhanced transformer with rotary position embedding, 2021.
 *
 * @param x float32 [..., time, depth], depth even
 * @returns the same shape
 * @throws ShapeError for an odd depth or fewer than two axes; RangeError for options out of range; TypeError, Error
 */
export function applyRotary<T extends tf.Tensor>(x: T, options?: RotaryOptions): T {
  const own = readOptions('applyRotary', options, OPTIONS);
  const { offset = 0, base = 10_000, pairs = 'halves' } = own;
  const scaling = readScaling('applyRotary', own.scaling);
  expectTensor('applyRotary', 'x', x, ['...'], 'float32', 'batch');
  if (x.rank < 2 || (x.shape[x.rank - 1] as number) % 2 !== 0) {
    throw new ShapeError(
      `applyRotary: x: expected [..., time, depth] with an even depth, got ${describeShape(x.shape)}`,
    );
  }
  if (x.size === 0) return ofNothing('Rotary', [x], x.shape);
  const [time, depth] = x.shape.slice(-2) as [number, number];
  const rows = { batch: x.size / (time * depth), time, heads: 1, depth, width: depth };
  return turnedRows(x, rows, { offset, base, pairs, scaling });
}

function checkPacked(x: tf.Tensor, heads: number, depth: number, offset: number): void {
  const where = 'rotary.turnPacked';
  expectTensor(where, 'x', x, ['batch', 'time', 'width'], 'float32', 'batch');
  const width = x.shape[2] as number;
  expectInteger(where, 'depth', depth, 2, width);
  if (depth % 2 !== 0) throw new RangeError(expected(`${where}: depth`, 'an even number', depth));
  expectInteger(where, 'heads', heads, 1, Math.floor(width / depth));
  expectInteger(where, 'offset', offset, 0);
}
