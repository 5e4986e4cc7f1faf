import { encodingOf, gpt2Files } from './gpt-2-files';

/** GPT-2's ids by Hugging Face's tokenizer for JavaScript. */
export async function bpeHuggingFace() {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const { vocab, merges, paragraphs } = await gpt2Files();
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false };
  const file = {
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { ...byteLevel, use_regex: true },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab: JSON.parse(vocab),
      merges: merges.split('\n').filter((line) => line !== '' && !line.startsWith('#version')),
    },
  };
  const tokenizer = new Tokenizer(file as never, {} as never);
  return encodingOf(paragraphs, (text) => tokenizer.encode(text).ids);
}

/** GPT-2's ids by the port of OpenAI's own code. */
export async function bpeGpt3Encoder() {
  const { encode } = await import('gpt-3-encoder');
  const { paragraphs } = await gpt2Files();
  return encodingOf(paragraphs, encode);
}
