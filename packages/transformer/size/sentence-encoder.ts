// A page that searches by meaning.
export { setup } from '@dl/core';
export { loadSentenceEncoder } from '@dl/transformer/sentence-encoder';
