/** `Lstm` and `Gru` in files of PyTorch: `@dl/lstm-gru/torch`. */
export { gruTorch, lstmTorch } from '../torch-codecs';
