import type { KerasConfig } from './config';
import type { KerasLayer } from './flow';

/** Makes our layers of one of Keras, which follow one another. */
export type KerasImporter = (config: KerasConfig) => readonly KerasLayer[];

/** Layers that let a mask through; the others lose it, as in Keras. */
export const PASS_MASKS: ReadonlySet<string> = new Set([
  'Activation',
  'ActivityRegularization',
  'AlphaDropout',
  'BatchNormalization',
  'Dense',
  'Dropout',
  'ELU',
  'GaussianDropout',
  'GaussianNoise',
  'InputLayer',
  'LayerNormalization',
  'LeakyReLU',
  'ReLU',
  'Softmax',
  'SpatialDropout1D',
  'SpatialDropout2D',
]);
