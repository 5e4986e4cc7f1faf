import { gpuLimits } from '@dl/core/extend';
import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compositeAttention } from './composite';
import { compositeGradients } from './composite-gradients';
import {
  backwardTile,
  backwardTiles,
  type FlashTile,
  forwardTile,
  forwardTiles,
  ownOf,
  TILES,
} from './flash-tiles';
import { flashBackward, flashForward } from './flash-webgpu';
import { extrasOf } from './fused-webgpu';
import { planAttention } from './plan';
import { expectSizes, type Sizes } from './sizes';

const SIZES: Sizes = {
  ...{ batch: 1, heads: 2, kvHeads: 1, queries: 70, keys: 67, depth: 12, valueDepth: 20 },
} as Sizes;
/** Of every GPU at least. */
const LEAST = 16_384;

const text = ({ side, rows, columns }: FlashTile) => `${side}, ${rows} × ${columns}`;

describe.runIf(backendName === 'webgpu')('attention by a tile', () => {
  // Compiled by a GPU in software, each takes seconds.
  test.each(TILES.map((tile) => [text(tile), tile] as const))(
    'of %s',
    { timeout: 120_000 },
    async (_, tile) => {
      const { batch, heads, kvHeads, queries, keys, depth, valueDepth } = SIZES;
      const inputs = () => ({
        q: seededTensor([batch, heads, queries, depth], 1),
        k: seededTensor([batch, kvHeads, keys, depth], 2),
        v: seededTensor([batch, kvHeads, keys, valueDepth], 3),
      });
      const { q, k, v } = inputs();
      const dy = seededTensor([batch, heads, queries, valueDepth], 4);
      const plan = planAttention('test', expectSizes('test', q, k, v), {
        mask: { causal: true },
      });
      const extras = extrasOf(plan);
      const forth = flashForward({ q, k, v }, plan, extras, tile);
      if (forth === undefined) throw new Error('no tile');
      expect(forth.output).toBeClose(compositeAttention(q, k, v, plan).output, {
        absolute: 2e-5,
      });
      if (!backwardTiles(SIZES, gpuLimits().shared).includes(tile)) return;
      const back = flashBackward({ q, k, v }, dy, forth, plan, extras, tile) as tf.Tensor[];
      const wanted = compositeGradients(q, k, v, dy, plan);
      ['dq', 'dk', 'dv'].forEach((of, i) => {
        expect(back[i], of).toBeClose(wanted[i] as tf.Tensor, { absolute: 5e-5 });
      });
      tf.dispose([forth.output, forth.stats, back] as never);
    },
  );
});

test.runIf(backendName === 'webgpu')('needs a buffer for each tensor, both ways', () => {
  const limits = gpuLimits() as { buffers: number };
  const { buffers } = limits;
  const q = seededTensor([1, 1, 4, 4], 1);
  const plan = planAttention('test', expectSizes('test', q, q, q), {
    mask: { lengths: [3] },
  });
  const extras = extrasOf(plan);
  expect(Object.keys(extras.extras)).toHaveLength(1);
  const made = flashForward({ q, k: q, v: q }, plan, extras);
  if (made === undefined) throw new Error('expected an output, got none');
  try {
    limits.buffers = 5;
    expect(flashForward({ q, k: q, v: q }, plan, extras)).toBeUndefined();
    limits.buffers = 7;
    expect(flashBackward({ q, k: q, v: q }, made.output, made, plan, extras)).toBeUndefined();
  } finally {
    limits.buffers = buffers;
  }
  tf.dispose(made as never);
});

describe('the tile', () => {
  test('is one with enough groups for a large GPU, else the smallest', () => {
    const many = { ...SIZES, batch: 64, kvHeads: 2, queries: 512, keys: 512 };
    const least = TILES.at(-1);
    expect(forwardTile(SIZES, 1 << 20)).toEqual(least);
    expect(forwardTile(many, 1 << 20)).toEqual(TILES[0]);
    expect(backwardTile(SIZES, 1 << 20)).toEqual(least);
    expect(ownOf(backwardTile(many, 1 << 20) as FlashTile)).toBeGreaterThan(
      ownOf(least as FlashTile),
    );
  });

  test('fits where a GPU has the least that there is', () => {
    const sizes = { ...SIZES, depth: 64, valueDepth: 64 };
    expect(forwardTiles(sizes, LEAST).length).toBeGreaterThan(0);
    expect(backwardTiles(sizes, LEAST).length).toBeGreaterThan(0);
    expect(forwardTile({ ...sizes, depth: 4096 }, LEAST)).toBeUndefined();
    expect(forwardTile({ ...sizes, depth: 30 }, LEAST)).toBeUndefined();
  });
});
