/** Files of Keras: `@dl/core/keras`. */
export type { KerasConfig } from '../keras/config';
export { KerasError } from '../keras/error';
export type { KerasFlow, KerasFlowLayer } from '../keras/flow';
export { type FromKerasOptions, fromKeras } from '../keras/from-keras';
export type { KerasModel } from '../keras/model';
export type { KerasCodec, KerasImporter } from '../keras/parts';
