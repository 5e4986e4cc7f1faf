import * as tf from '@tensorflow/tfjs-core';
import { type FlashTile, TILES } from '../../../../packages/attention/src/flash-tiles';
import { type FlashExtras, flashForward } from '../../../../packages/attention/src/flash-webgpu';
import { planAttention } from '../../../../packages/attention/src/plan';
import { expectSizes } from '../../../../packages/attention/src/sizes';
import type { Work } from './measure-work';
import { given } from './sized-models';
import type { AttentionSizes } from './sizes';
import { attentionFlops, attentionId } from './works';

/** Attention forward, causal, by each tile that the GPU has room for. */
export function attentionWorks(all: readonly AttentionSizes[]): Work[] {
  return all.flatMap((sizes) => TILES.map((tile) => workOf(sizes, tile)));
}

function workOf(sizes: AttentionSizes, tile: FlashTile): Work {
  const { batch, heads, length, depth } = sizes;
  return {
    id: `${attentionId(sizes)}: ${tile.rows}×${tile.columns}`,
    flops: attentionFlops(sizes, false),
    start: async () => {
      const made = [1, 2, 3].map((seed) => given([batch, heads, length, depth], seed));
      const [q, k, v] = made as [tf.Tensor, tf.Tensor, tf.Tensor];
      const plan = planAttention('tune', expectSizes('tune', q, k, v), { mask: { causal: true } });
      const step = () =>
        tf.dispose(flashForward({ q, k, v }, plan, extrasOf(sizes), tile) as never);
      return { step, end: () => tf.dispose(made) };
    },
  };
}

/** Of no mask but the causal one. */
function extrasOf({ batch, heads, length }: AttentionSizes): FlashExtras {
  const places = ['bias', 'mask'].flatMap((name) =>
    ['Batch', 'Head', 'Row', 'Step'].map((axis) => [name + axis, 0] as const),
  );
  const whole = {
    ...{ batch, heads, kvHeads: heads, queries: length, keys: length },
    ...{ causal: 1, span: 0, offset: 0 },
    ...Object.fromEntries(places),
  };
  const entries = Object.entries(whole).map(([name, value]) => [name, { type: 'i32', value }]);
  return { extras: {}, boolean: false, uniforms: Object.fromEntries(entries) };
}
