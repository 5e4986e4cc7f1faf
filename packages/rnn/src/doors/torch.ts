/** Recurrent layers in files of PyTorch: `@dl/rnn/torch`. */
export {
  plainTorchCell,
  type TorchCellLayout,
  type TorchCellValues,
  torchModuleOfCells,
} from '../torch-cells';
export { rnnTorch } from '../torch-codec';
export type { TorchModuleKind, TorchSizes } from '../torch-sizes';
