// GPT-2's ids.
export { Bpe } from '@dl/text';
