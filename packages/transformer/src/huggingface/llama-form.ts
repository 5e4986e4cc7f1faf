import type { Positions } from '@dl/attention';
import type { CausalLanguageModel } from '../gpt/causal-language-model';
import { Llama } from '../gpt/llama';
import { activationNamed, GATE_NAMES } from './activations';
import { expectBlocks } from './expect-blocks';
import type { Form } from './form';
import { readRope, writeRope } from './rope';
import { linear, matrix, norm, type Slot, turned } from './slots';

interface Sizes {
  readonly vocab: number;
  readonly size: number;
  readonly layers: number;
  readonly hidden: number;
  /** Width of all keys. */
  readonly keys: number;
  readonly bias: boolean;
  readonly tied: boolean;
}

/** Llama's: weights are [out, in] there, queries, keys and values apart, and so gate and product. */
export const llamaForm: Form<CausalLanguageModel> = {
  type: 'llama',
  model: Llama,
  prefix: 'model.',
  passedOver: (name, config) =>
    name.endsWith('rotary_emb.inv_freq') ||
    (name === 'lm_head.weight' && config.flag('tie_word_embeddings', false)),
  read(config, _, options) {
    const size = config.count('hidden_size');
    const heads = config.divisor('num_attention_heads', 'hidden_size', size);
    const kvHeads = config.divisor('num_key_value_heads', 'num_attention_heads', heads, heads);
    config.only({ head_dim: size / heads });
    const bias = config.flag('attention_bias', false);
    config.only({ mlp_bias: bias });
    const sizes: Sizes = {
      vocab: config.count('vocab_size'),
      size,
      layers: config.count('num_hidden_layers', { high: 4096 }),
      hidden: config.count('intermediate_size'),
      keys: (size / heads) * kvHeads,
      bias: bias && config.flag('mlp_bias', false),
      tied: config.flag('tie_word_embeddings', false),
    };
    const { layers, hidden, tied } = sizes;
    const context = config.count('max_position_embeddings', { fallback: 2048 });
    const activation = config.word('hidden_act', GATE_NAMES, 'silu');
    const epsilon = config.number('rms_norm_eps', 'positive', 1e-6);
    const dropout = options.dropout ?? 0;
    const attentionDropout = options.dropout ?? config.number('attention_dropout', 'share', 0);
    const positions = readRope(config);
    if ((size / heads) % 2 !== 0) {
      throw config.refusal(
        'num_attention_heads',
        'heads of an even width, which rotary positions turn',
        heads,
      );
    }
    return {
      slots: slotsOf(sizes),
      make: () =>
        new Llama(sizes.vocab, {
          ...{ ...options, size, layers, hidden, tied, bias: sizes.bias, heads, kvHeads, context },
          ...{ activation, epsilon, dropout, attentionDropout, positions },
        }),
    };
  },
  write(where, model) {
    const [first] = model.decoder.blocks;
    const bias = first?.attention.input.bias !== undefined;
    const { block, layers, epsilon } = expectBlocks(where, model.decoder, {
      ...{ norm: 'rms', positions: 'rotary', bias, gated: true },
    });
    const { size, context, vocabSize: vocab } = model;
    const { attention, feedForward } = block;
    const { heads, kvHeads, depth } = attention;
    const { hidden, activation } = feedForward;
    const tied = model.head === undefined;
    const config = {
      ...{ model_type: 'llama', architectures: ['LlamaForCausalLM'] },
      ...{ vocab_size: vocab, max_position_embeddings: context, hidden_size: size },
      ...{ num_hidden_layers: layers, num_attention_heads: heads, num_key_value_heads: kvHeads },
      ...{ head_dim: depth, intermediate_size: hidden, hidden_act: activationNamed(activation) },
      ...{ rms_norm_eps: epsilon, attention_dropout: attention.dropout },
      ...{ attention_bias: bias, mlp_bias: bias, tie_word_embeddings: tied },
      rope_parameters: writeRope(where, attention.positions as Positions),
    };
    const sizes = { vocab, size, layers, hidden, keys: kvHeads * depth, bias, tied };
    return { config, slots: slotsOf(sizes) };
  },
};

function slotsOf({ vocab, size, layers, hidden, keys, bias, tied }: Sizes): Slot[] {
  const slots = [matrix('embedding.weight', vocab, { name: 'embed_tokens.weight', width: size })];
  for (let i = 0; i < layers; i++) {
    const [here, there] = [`decoder.blocks.${i}`, `layers.${i}`];
    const part = (name: string, width: number) => ({ name: `${there}.${name}`, width });
    const [q, o] = ['q', 'o'].map((name) => part(`self_attn.${name}_proj`, size)) as [Part, Part];
    const [k, v] = ['k', 'v'].map((name) => part(`self_attn.${name}_proj`, keys)) as [Part, Part];
    const [gate, up] = [part('mlp.gate_proj', hidden), part('mlp.up_proj', hidden)];
    slots.push(
      ...norm(`${here}.attentionNorm`, `${there}.input_layernorm`, size, false),
      ...linear(`${here}.attention.input`, size, [q, k, v], bias),
      ...linear(`${here}.attention.output`, size, [o], bias),
      ...norm(`${here}.feedForwardNorm`, `${there}.post_attention_layernorm`, size, false),
      ...linear(`${here}.feedForward.up`, size, [gate, up], bias),
      ...linear(`${here}.feedForward.down`, hidden, [part('mlp.down_proj', size)], bias),
    );
  }
  slots.push(...norm('decoder.norm', 'norm', size, false));
  if (!tied) slots.push(turned('head.weight', size, { name: 'lm_head.weight', width: vocab }));
  return slots;
}

type Part = Slot['parts'][number];
