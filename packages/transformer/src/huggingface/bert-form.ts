import { Bert } from '../bert/bert';
import { ACTIVATION_NAMES, activationNamed } from './activations';
import { dropoutOf } from './dropout-of';
import { expectBlocks } from './expect-blocks';
import type { Form } from './form';
import { linear, matrix, norm, type Slot, vector } from './slots';

interface Sizes {
  readonly vocab: number;
  readonly size: number;
  readonly context: number;
  readonly segments: number;
  readonly layers: number;
  readonly hidden: number;
  readonly pooler: boolean;
  readonly head: boolean;
}

/** BERT's: what stands behind the encoder, pooler or head, is made where the file has it. */
export const bertForm: Form<Bert> = {
  type: 'bert',
  model: Bert,
  prefix: 'bert.',
  // The embedding is that of the head; which of two texts follows the other nobody asks here.
  passedOver: (name) =>
    name === 'embeddings.position_ids' ||
    /^cls\.predictions\.decoder\.(weight|bias)$/.test(name) ||
    name.startsWith('cls.seq_relationship.'),
  read(config, names, options) {
    config.only({ is_decoder: false, add_cross_attention: false, tie_word_embeddings: true });
    config.only({ position_embedding_type: 'absolute' });
    const has = (start: string) => [...names].some((name) => name.startsWith(start));
    const size = config.count('hidden_size');
    const sizes: Sizes = {
      vocab: config.count('vocab_size'),
      size,
      context: config.count('max_position_embeddings', { fallback: 512 }),
      segments: config.count('type_vocab_size', { fallback: 2 }),
      layers: config.count('num_hidden_layers', { high: 4096 }),
      hidden: config.count('intermediate_size'),
      pooler: has('pooler.'),
      head: has('cls.predictions.'),
    };
    const heads = config.divisor('num_attention_heads', 'hidden_size', size);
    const activation = config.word('hidden_act', ACTIVATION_NAMES, 'gelu');
    if (sizes.head && activation !== 'gelu') {
      throw config.refusal('hidden_act', 'gelu, that of the head', config.value('hidden_act'));
    }
    const epsilon = config.number('layer_norm_eps', 'positive', 1e-12);
    const dropout = dropoutOf(config, options, ['hidden_dropout_prob'], 0.1);
    const attentionDropout =
      options.dropout ?? config.number('attention_probs_dropout_prob', 'share', 0.1);
    const { vocab, ...rest } = sizes;
    return {
      slots: slotsOf(sizes),
      make: () =>
        new Bert(vocab, {
          ...{ ...options, ...rest, heads, activation, epsilon, dropout, attentionDropout },
        }),
    };
  },
  write(where, model) {
    const { block, layers, epsilon } = expectBlocks(where, model.encoder, {
      ...{ norm: 'layer', positions: undefined, bias: true, gated: false, order: 'post' },
    });
    const { size, context, vocabSize: vocab, segments } = model;
    const { hidden, activation } = block.feedForward;
    const [pooler, head] = [model.pooler !== undefined, model.head !== undefined];
    const kinds = segments?.weight.shape[0] ?? 0;
    const architecture = head ? (pooler ? 'BertForPreTraining' : 'BertForMaskedLM') : 'BertModel';
    const config = {
      ...{ model_type: 'bert', architectures: [architecture] },
      ...{ vocab_size: vocab, max_position_embeddings: context, type_vocab_size: kinds },
      ...{ hidden_size: size, num_hidden_layers: layers, intermediate_size: hidden },
      ...{ num_attention_heads: block.attention.heads, hidden_act: activationNamed(activation) },
      ...{ layer_norm_eps: epsilon, hidden_dropout_prob: block.dropout },
      attention_probs_dropout_prob: block.attention.dropout,
    };
    const sizes = { vocab, size, context, segments: kinds, layers, hidden, pooler, head };
    return { config, slots: slotsOf(sizes) };
  },
};

function slotsOf({ vocab, size, context, segments, layers, hidden, pooler, head }: Sizes): Slot[] {
  const table = (path: string, name: string, rows: number) =>
    matrix(`${path}.weight`, rows, { name: `embeddings.${name}_embeddings.weight`, width: size });
  const slots = [
    table('tokens', 'word', vocab),
    table('positions', 'position', context),
    ...(segments === 0 ? [] : [table('segments', 'token_type', segments)]),
    ...norm('norm', 'embeddings.LayerNorm', size, true),
  ];
  const one = (path: string, name: string, rows: number, width: number) =>
    linear(path, rows, [{ name, width }], true);
  for (let i = 0; i < layers; i++) {
    const [here, there] = [`encoder.blocks.${i}`, `encoder.layer.${i}`];
    const heads = ['query', 'key', 'value'].map((name) => {
      return { name: `${there}.attention.self.${name}`, width: size };
    });
    slots.push(
      ...linear(`${here}.attention.input`, size, heads, true),
      ...one(`${here}.attention.output`, `${there}.attention.output.dense`, size, size),
      ...norm(`${here}.attentionNorm`, `${there}.attention.output.LayerNorm`, size, true),
      ...one(`${here}.feedForward.up`, `${there}.intermediate.dense`, size, hidden),
      ...one(`${here}.feedForward.down`, `${there}.output.dense`, hidden, size),
      ...norm(`${here}.feedForwardNorm`, `${there}.output.LayerNorm`, size, true),
    );
  }
  if (pooler) slots.push(...one('pooler', 'pooler.dense', size, size));
  if (!head) return slots;
  return [
    ...slots,
    ...one('head.dense', 'cls.predictions.transform.dense', size, size),
    ...norm('head.norm', 'cls.predictions.transform.LayerNorm', size, true),
    vector('head.bias', { name: 'cls.predictions.bias', width: vocab }),
  ];
}
