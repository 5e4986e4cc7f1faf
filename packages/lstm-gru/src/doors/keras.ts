/** `Lstm` and `Gru` in files of Keras: `@dl/lstm-gru/keras`. */
export { gruKeras, lstmKeras } from '../keras';
