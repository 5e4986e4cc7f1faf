/** Files of PyTorch: `@dl/core/torch`. */
export type { TorchField, TorchFields } from '../nn/torch-fields';
export type { TorchCodec, TorchModule } from '../torch/codec';
export {
  type FromTorchOptions,
  fromTorch,
  type TorchReport,
  type ToTorchOptions,
  toTorch,
} from '../torch/from-torch';
export type { TorchNames } from '../torch/names';
