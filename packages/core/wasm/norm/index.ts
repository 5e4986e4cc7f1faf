// What JavaScript calls of the kernels for norms.
export { keepConstants } from '../math';
export { channelMoments, channelNormBackward, channelNormBytes, channelNormForward } from './channels';
export { rowNormBackward, rowNormBytes } from './row-gradients';
export { rowNormForward } from './rows';
