import { expected } from '../check/describe';
import type { KerasConfig } from './config';
import type { KerasLayer } from './flow';
import { isObject } from './topology';

/** Makes our layers of one of Keras, which follow one another. */
export type KerasImporter = (config: KerasConfig) => readonly KerasLayer[];

/**
 * Kinds of layers of Keras: a value that stands next to ours, for the option `layers` of `fromKeras`. A function gives layers
 * that follow one another; they hold what `config.weight` gives.
 */
export interface KerasCodec {
  readonly layers: Readonly<Record<string, KerasImporter>>;
}

/** Checks the option `layers`. @throws TypeError if it is no list of codecs */
export function expectCodecs(where: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) {
    throw new TypeError(expected(`${where}: ${name}`, 'a list of codecs', value));
  }
  value.forEach((one: unknown, i) => {
    const layers = isObject(one) ? one.layers : undefined;
    if (!isObject(layers) || Object.values(layers).some((make) => typeof make !== 'function')) {
      throw new TypeError(expected(`${where}: ${name}.${i}`, 'a codec', one));
    }
  });
}

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
