import { LayerNorm } from '@dl/core';
import { expected } from '@dl/core/check';
import { isGated } from '../block/feed-forward-activation';
import type { NormKind } from '../block/norm';
import type { TransformerBlock } from '../block/transformer-block';
import type { TransformerDecoder } from '../stack/decoder';
import type { TransformerEncoder } from '../stack/encoder';

/** What all blocks of a form are. */
export interface BlockForm {
  readonly norm: NormKind;
  /** The name of positions that attention is told. */
  readonly positions: 'rotary' | undefined;
  readonly bias: boolean;
  readonly gated: boolean;
  readonly order?: 'post';
}

/** A block of a stack that has the form, how many there are, and their ε. @throws RangeError for a model that has another form */
export function expectBlocks(
  where: string,
  stack: TransformerDecoder | TransformerEncoder,
  form: BlockForm,
): { block: TransformerBlock; layers: number; epsilon: number } {
  const block = stack.blocks[0] as TransformerBlock;
  const { attention, attentionNorm, feedForward, order, parallel, window, cross } = block;
  const found = {
    norm: attentionNorm instanceof LayerNorm ? 'layer' : 'rms',
    positions: attention.positions?.name,
    bias: attention.input.bias !== undefined,
    gated: isGated(feedForward.activation),
    order,
    parallel,
    window,
    memory: cross !== undefined,
    qkNorm: attention.queryNorm !== undefined,
  };
  const wanted = {
    order: 'pre',
    ...form,
    parallel: false,
    window: undefined,
    memory: false,
    qkNorm: false,
  };
  for (const [name, value] of Object.entries(found)) {
    const rule = (wanted as Record<string, unknown>)[name];
    if (value === rule) continue;
    throw new RangeError(
      expected(`${where}: model: ${name}`, `${rule} in files of this form`, value),
    );
  }
  return { block, layers: stack.blocks.length, epsilon: attentionNorm.epsilon };
}
