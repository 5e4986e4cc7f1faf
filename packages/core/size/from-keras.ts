// A model of Keras, as it is in its file.
export { setup } from '@dl/core';
export { fromKeras } from '@dl/core/keras';
