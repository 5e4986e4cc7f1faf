/** Attention in files of PyTorch: `@dl/attention/torch`. */
export { multiHeadAttentionTorch } from '../torch-codec';
