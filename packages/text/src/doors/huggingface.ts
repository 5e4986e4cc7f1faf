/** Files of Hugging Face: `@dl/text/huggingface`. */
export { fromTokenizerJson, type HuggingFaceTokenizer } from '../huggingface/from-tokenizer-json';
export { toTokenizerJson } from '../huggingface/to-tokenizer-json';
