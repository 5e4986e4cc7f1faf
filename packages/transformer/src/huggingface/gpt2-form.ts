import type { CausalLanguageModel } from '../gpt/causal-language-model';
import { Gpt } from '../gpt/gpt';
import { ACTIVATION_NAMES, activationNamed } from './activations';
import { dropoutOf } from './dropout-of';
import { expectBlocks } from './expect-blocks';
import type { Form } from './form';
import { matrix, norm, type Slot, turned, vector } from './slots';

interface Sizes {
  readonly vocab: number;
  readonly size: number;
  readonly context: number;
  readonly layers: number;
  readonly hidden: number;
  readonly tied: boolean;
}

/** GPT-2's: weights of its products are [in, out] there too. */
export const gpt2Form: Form<CausalLanguageModel> = {
  type: 'gpt2',
  model: Gpt,
  prefix: 'transformer.',
  passedOver: (name, config) =>
    /^h\.\d+\.attn\.(bias|masked_bias)$/.test(name) ||
    (name === 'lm_head.weight' && config.flag('tie_word_embeddings', true)),
  read(config, _, options) {
    config.only({
      add_cross_attention: false,
      scale_attn_weights: true,
      scale_attn_by_inverse_layer_idx: false,
    });
    const size = config.count('n_embd');
    const sizes: Sizes = {
      vocab: config.count('vocab_size'),
      size,
      context: config.count('n_positions'),
      layers: config.count('n_layer', { high: 4096 }),
      hidden: config.count('n_inner', { fallback: 4 * size }),
      tied: config.flag('tie_word_embeddings', true),
    };
    const heads = config.divisor('n_head', 'n_embd', size);
    const activation = config.word('activation_function', ACTIVATION_NAMES, 'gelu_new');
    const epsilon = config.number('layer_norm_epsilon', 'positive', 1e-5);
    const dropout = dropoutOf(config, options, ['resid_pdrop', 'embd_pdrop'], 0.1);
    const attentionDropout = options.dropout ?? config.number('attn_pdrop', 'share', 0.1);
    const { vocab, ...rest } = sizes;
    return {
      slots: slotsOf(sizes),
      make: () =>
        new Gpt(vocab, {
          ...{ ...options, ...rest, heads, activation, epsilon, dropout, attentionDropout },
        }),
    };
  },
  write(where, model) {
    const { block, layers, epsilon } = expectBlocks(where, model.decoder, {
      norm: 'layer',
      positions: undefined,
      bias: true,
      gated: false,
    });
    const { size, context, vocabSize: vocab } = model;
    const { hidden, activation } = block.feedForward;
    const tied = model.head === undefined;
    const config = {
      ...{ model_type: 'gpt2', architectures: ['GPT2LMHeadModel'] },
      ...{ vocab_size: vocab, n_positions: context, n_embd: size, n_layer: layers },
      ...{ n_head: block.attention.heads, n_inner: hidden },
      activation_function: activationNamed(activation),
      layer_norm_epsilon: epsilon,
      ...{ resid_pdrop: block.dropout, embd_pdrop: block.dropout },
      attn_pdrop: block.attention.dropout,
      tie_word_embeddings: tied,
    };
    return { config, slots: slotsOf({ vocab, size, context, layers, hidden, tied }) };
  },
};

function slotsOf({ vocab, size, context, layers, hidden, tied }: Sizes): Slot[] {
  /** A `Conv1D` of theirs, which is a Linear. */
  const product = (path: string, name: string, rows: number, width: number) => [
    matrix(`${path}.weight`, rows, { name: `${name}.weight`, width }),
    vector(`${path}.bias`, { name: `${name}.bias`, width }),
  ];
  const slots = [
    matrix('embedding.weight', vocab, { name: 'wte.weight', width: size }),
    matrix('positions.weight', context, { name: 'wpe.weight', width: size }),
  ];
  for (let i = 0; i < layers; i++) {
    const [here, there] = [`decoder.blocks.${i}`, `h.${i}`];
    slots.push(
      ...norm(`${here}.attentionNorm`, `${there}.ln_1`, size, true),
      ...product(`${here}.attention.input`, `${there}.attn.c_attn`, size, 3 * size),
      ...product(`${here}.attention.output`, `${there}.attn.c_proj`, size, size),
      ...norm(`${here}.feedForwardNorm`, `${there}.ln_2`, size, true),
      ...product(`${here}.feedForward.up`, `${there}.mlp.c_fc`, size, hidden),
      ...product(`${here}.feedForward.down`, `${there}.mlp.c_proj`, hidden, size),
    );
  }
  slots.push(...norm('decoder.norm', 'ln_f', size, true));
  if (!tied) slots.push(turned('head.weight', size, { name: 'lm_head.weight', width: vocab }));
  return slots;
}
