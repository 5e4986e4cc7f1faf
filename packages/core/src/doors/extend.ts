/** What ops, kernels and layers of other packages are made with: `@dl/core/extend`. */
import '../gradients';

export { Turns } from '../data/turn';
export { type Likeliest, likeliest } from '../decode/likeliest';
export { logNormaliser, logProbabilityOf, logSoftmaxRow } from '../decode/log-softmax';
export { type ByteSource, openSource } from '../files/byte-source';
export { crc32 } from '../files/crc-32';
export { writeTo } from '../files/node-files';
export { type OpenFile, replaceFile } from '../files/replace-file';
export { CORE, type CoreKernels } from '../generated/wasm';
export { type GpuLimits, gpuLimits } from '../gpu/gpu-limits';
export { runProgram } from '../gpu/run-loaded';
export type { Made, Program } from '../gpu/run-program';
export { keepArguments, type MadeWith, type Maker, madeWith } from '../made/made-with';
export { type FlopCount, registerFlops } from '../model/flop-counts';
export { makeVariables } from '../nn/make-variables';
export { isTapped, type Tap, type Taps, tapOf, withTaps } from '../nn/taps';
export { weightOf, withWeights } from '../nn/weight-of';
export { ACTIVATION_CODE } from '../ops/activation/activation';
export { weightGradient } from '../ops/dense/weight-gradient';
export { biasGradient } from '../ops/kit/bias-gradient';
export { ofNothing } from '../ops/kit/of-nothing';
export { sparseRows } from '../ops/rows/sparse-rows';
export { alias } from '../tape/alias';
export { type Op, op, path, type Ways } from '../tape/op';
export { isNested, isTaping, type Named, type Thunk } from '../tape/record';
export { isSparse } from '../tape/sparse-rows';
export { expectRunCheckpoint, KeptRun } from '../train/kept-run';
export {
  GPU_THREADS,
  type GpuProgram,
  type GpuUniform,
  hasGpu,
  runGpuProgram,
} from '../wasm/gpu-program';
export {
  type Address,
  behind,
  type Cut,
  further,
  type KernelModule,
  NOWHERE,
  type Slices,
  type Slicing,
} from '../wasm/kernel-module';
export {
  addressesOf,
  addressOf,
  addressOrNone,
  allocate,
  readScalar,
  writeScalar,
} from '../wasm/output';
export { kernelsOf, scratch, together } from '../wasm/registry';
