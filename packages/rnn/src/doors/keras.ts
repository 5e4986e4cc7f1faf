/** Recurrent layers in files of Keras: `@dl/rnn/keras`. */
export { type KerasCellCodec, kerasRnn, rnnKeras } from '../keras';
export { type KerasCell, type KerasCellImporter, kerasRecurrent } from '../keras-recurrent';
