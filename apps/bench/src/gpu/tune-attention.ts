import * as tf from '@tensorflow/tfjs-core';
import {
  backwardTiles,
  type FlashTile,
  forwardTiles,
} from '../../../../packages/attention/src/flash-tiles';
import { flashBackward, flashForward } from '../../../../packages/attention/src/flash-webgpu';
import { extrasOf } from '../../../../packages/attention/src/fused-webgpu';
import { planAttention } from '../../../../packages/attention/src/plan';
import { expectSizes } from '../../../../packages/attention/src/sizes';
import { gpuLimits } from '../../../../packages/core/src/gpu/gpu-limits';
import type { Work } from './measure-work';
import { given } from './sized-models';
import type { AttentionSizes } from './sizes';
import { attentionFlops, attentionId } from './works';

/** Attention, causal, each way by itself, by each tile that the GPU has room for. */
export function attentionWorks(all: readonly AttentionSizes[]): Work[] {
  const { shared } = gpuLimits();
  return all.flatMap((sizes) => {
    const { depth } = sizes;
    const depths = { ...sizes, valueDepth: depth } as never;
    return [
      ...forwardTiles(depths, shared).map((tile) => workOf(sizes, tile, 'forward')),
      ...backwardTiles(depths, shared).map((tile) => workOf(sizes, tile, 'backward')),
    ];
  });
}

function workOf(sizes: AttentionSizes, tile: FlashTile, way: 'forward' | 'backward'): Work {
  const { batch, heads, length, depth } = sizes;
  const { side, rows, columns } = tile;
  const forth = attentionFlops(sizes, false);
  return {
    id: `${attentionId(sizes)} ${way}: ${side}, ${rows}×${columns}`,
    flops: way === 'forward' ? forth : attentionFlops(sizes, true) - forth,
    start: async () => {
      const made = [1, 2, 3, 4].map((seed) => given([batch, heads, length, depth], seed));
      const [q, k, v, dy] = made as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const plan = planAttention('tune', expectSizes('tune', q, k, v), { mask: { causal: true } });
      const extras = extrasOf(plan);
      const forward = () => flashForward({ q, k, v }, plan, extras, tile);
      if (way === 'forward') {
        return { step: () => tf.dispose(forward() as never), end: () => tf.dispose(made) };
      }
      const kept = flashForward({ q, k, v }, plan, extras);
      if (kept === undefined) throw new Error('tune: expected a tile, got none');
      const step = () => tf.dispose(flashBackward({ q, k, v }, dy, kept, plan, extras, tile));
      return { step, end: () => tf.dispose([...made, kept.output, kept.stats]) };
    },
  };
}
