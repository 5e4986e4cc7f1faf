// A page that reads a language model of Hugging Face's and writes by it.
export { setup } from '@dl/core';
export { generate } from '@dl/text';
export { fromPretrained } from '@dl/transformer/huggingface';
