/** Vectors of sentences: `@dl/transformer/sentence-encoder`. */
export type { PretrainedFile, PretrainedSource } from '../files/pretrained-files';
export { loadSentenceEncoder } from '../sentences/load-sentence-encoder';
export { SentenceEmbedder } from '../sentences/sentence-embedder';
export { SentenceEncoder } from '../sentences/sentence-encoder';
export type { SentenceEncoderOptions } from '../sentences/sentence-encoder-options';
