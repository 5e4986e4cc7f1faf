import './gradients';
import './kernels/core-kernels';

export { type BackendName, type Runtime, type SetupOptions, setup } from './backend/setup';
export type { WasmAddress, WasmBytes, WasmFile, WasmSource } from './backend/wasm-source';
export type { AdapterInfo } from './backend/webgpu';
export { expectFlag, expectFunction, expectOneOf } from './check/choice';
export { describeShape, describeValue, expected } from './check/describe';
export type { ForwardOptions } from './check/forward-options';
export { type Lengths, readLengths } from './check/lengths';
export { nearestName } from './check/nearest-name';
export {
  expectFinite,
  expectFraction,
  expectInteger,
  expectNonNegative,
  expectPositive,
  expectPositiveInteger,
  LARGEST,
} from './check/number';
export {
  checkedLater,
  countNames,
  mergeChecks,
  type OptionCheck,
  type OptionChecks,
  oneOf,
  readOptions,
} from './check/options';
export { isArrayOf } from './check/realm';
export { expectRoom } from './check/room';
export { expectShape, ShapeError } from './check/shape';
export { expectAlive, expectDtype, expectTensor } from './check/tensor';
export {
  type BatchLoader,
  type BatchOptions,
  batches,
  type ExampleOptions,
} from './data/batches';
export { type Collated, collate } from './data/collate';
export type { Column, ColumnBatch, Columns } from './data/columns';
export type { Stream } from './data/groups';
export { prefetch } from './data/prefetch';
export type { TypedArray } from './data/typed-array';
export {
  type GainOptions,
  type HeOptions,
  heNormal,
  heUniform,
  type Initializer,
  normal,
  orthogonal,
  uniform,
  xavierNormal,
  xavierUniform,
} from './init/initializers';
export type { Bytes } from './io/bytes';
export { fileStore } from './io/file-store';
export { indexedDbStore } from './io/indexed-db-store';
export { fromKeras, registerKerasLayer } from './io/keras';
export type { KerasConfig } from './io/keras-config';
export { KerasError } from './io/keras-error';
export type { KerasFlow, KerasFlowLayer } from './io/keras-flow';
export type { KerasModel } from './io/keras-model';
export type { KerasImporter } from './io/keras-parts';
export { type LazySafetensors, openSafetensors } from './io/open-safetensors';
export { openShardedSafetensors, type ShardOptions } from './io/open-sharded-safetensors';
export {
  readSafetensors,
  SafetensorsError,
  type SafetensorsFile,
  type StoredDtype,
  type StoredTensor,
  safetensorsParts,
  writeSafetensors,
} from './io/safetensors';
export type { ByteStore } from './io/store';
export { toArrayValue, toStored } from './io/stored-values';
export { type FromTorchOptions, fromTorch, type TorchReport, toTorch } from './io/torch';
export {
  registerTorchLayout,
  registerTorchModule,
  type TorchField,
  type TorchFields,
  type TorchModule,
} from './io/torch-layouts';
export type { TorchNames } from './io/torch-names';
export {
  GPU_THREADS,
  type GpuProgram,
  type GpuUniform,
  hasGpu,
  runGpuProgram,
} from './kernels/gpu-program';
export type { KernelExports, KernelModule } from './kernels/kernel-module';
export { addressOf, addressOrNone, allocate, readScalar, writeScalar } from './kernels/output';
export { kernelsOf, registerKernels, scratch } from './kernels/registry';
export { Accuracy, type AccuracyOptions } from './metrics/accuracy';
export {
  type ClassificationScores,
  classificationScores,
  type ScoreOptions,
  scoresByClass,
} from './metrics/classification-scores';
export { ConfusionMatrix, type ConfusionMatrixOptions } from './metrics/confusion-matrix';
export { Perplexity } from './metrics/perplexity';
export type { Numbers } from './metrics/read-array';
export { RunningMean } from './metrics/running-mean';
export { dispose } from './model/dispose';
export { type FlopCount, registerFlops } from './model/flop-counts';
export { type FlopOptions, type FlopReport, flops, type OpFlops } from './model/flops';
export { freeze, unfreeze } from './model/freeze';
export {
  type ArrayValue,
  type LoadOptions,
  type LoadReport,
  loadStateDict,
  StateDictError,
} from './model/load-state-dict';
export { parameterCount, parameters } from './model/parameters';
export { stateDict } from './model/state-dict';
export { summary } from './model/summary';
export type { NormLayerOptions } from './nn/affine';
export { BatchNorm, type BatchNormOptions } from './nn/batch-norm';
export { Conv1d, type Conv1dOptions } from './nn/conv-1d';
export { Conv2d, type Conv2dOptions } from './nn/conv-2d';
export type { ConvLayerOptions } from './nn/conv-layer';
export { ConvTranspose2d, type ConvTranspose2dOptions } from './nn/conv-transpose-2d';
export { DepthwiseConv2d, type DepthwiseConv2dOptions } from './nn/depthwise-conv-2d';
export { Dropout } from './nn/dropout';
export { Embedding, type EmbeddingOptions } from './nn/embedding';
export { GroupNorm, InstanceNorm } from './nn/group-norm';
export { LayerNorm, RmsNorm } from './nn/layer-norm';
export { Linear, type LinearOptions } from './nn/linear';
export { makeVariables } from './nn/make-variables';
export { PRelu, type PReluOptions } from './nn/prelu';
export { type Layer, type Sequential, sequential } from './nn/sequential';
export { ACTIVATION_CODE, type Activation, relu, sigmoid, tanh } from './ops/activation';
export { adaptiveAvgPool2d } from './ops/adaptive-avg-pool-2d';
export { type AvgPoolOptions, avgPool2d } from './ops/avg-pool-2d';
export type { ResizeMethod } from './ops/axis-points';
export { batchNorm, batchNormInference } from './ops/batch-norm';
export { concat, stack } from './ops/concat';
export type { Padding, WindowOptions } from './ops/conv-geometry';
export { type ConvTransposeOptions, convTranspose2d } from './ops/conv-transpose-2d';
export { conv1d } from './ops/conv1d';
export { type ConvOptions, conv2d } from './ops/conv2d';
export { type CropOptions, cropAndResize } from './ops/crop-and-resize';
export { cumprod } from './ops/cumprod';
export { cumsum, type ScanOptions } from './ops/cumsum';
export { type DepthwiseOptions, depthwiseConv2d } from './ops/depthwise-conv-2d';
export { type DropoutOptions, dropout } from './ops/dropout';
export { einsum } from './ops/einsum';
export { type EluOptions, elu } from './ops/elu';
export { type EmbeddingOpOptions, embedding } from './ops/embedding';
export { flatten } from './ops/flatten';
export { gather } from './ops/gather';
export { gatherNd } from './ops/gather-nd';
export { type GeluOptions, gelu } from './ops/gelu';
export { globalAvgPool2d, globalMaxPool2d } from './ops/global-pool-2d';
export { type GluOptions, glu } from './ops/glu';
export { groupNorm, instanceNorm } from './ops/group-norm';
export { hardSigmoid, hardSwish } from './ops/hard-sigmoid';
export { type HuberOptions, huber } from './ops/huber';
export { type KlDivergenceOptions, klDivergence } from './ops/kl-divergence';
export { l1 } from './ops/l1';
export { type LayerNormOptions, layerNorm, type RmsNormOptions, rmsNorm } from './ops/layer-norm';
export { type LeakyReluOptions, leakyRelu } from './ops/leaky-relu';
export { biasGradient, type LinearOpOptions, linear, weightGradient } from './ops/linear';
export { type LogSumExpOptions, logSumExp } from './ops/log-sum-exp';
export { type MatMulOptions, matMul } from './ops/mat-mul';
export { type MaxPoolOptions, maxPool2d } from './ops/max-pool-2d';
export { mish } from './ops/mish';
export { mse } from './ops/mse';
export { type NllLossOptions, nllLoss } from './ops/nll-loss';
export type { AffineOptions } from './ops/normalise';
export { ofNothing } from './ops/of-nothing';
export { oneHot } from './ops/one-hot';
export { type PadOptions, pad } from './ops/pad';
export { avgPool1d, maxPool1d } from './ops/pool-1d';
export type { PoolOptions } from './ops/pool-windows';
export { prelu } from './ops/prelu';
export type { LossOptions, Reduction } from './ops/reduction';
export { type ResizeCoordinates, type ResizeOptions, resize } from './ops/resize';
export { scale } from './ops/scale';
export { scatterAdd } from './ops/scatter-add';
export { segmentSum } from './ops/segment-sum';
export { selu } from './ops/selu';
export { type SigmoidCrossEntropyOptions, sigmoidCrossEntropy } from './ops/sigmoid-cross-entropy';
export { silu } from './ops/silu';
export { slice } from './ops/slice';
export { logSoftmax, type SoftmaxOptions, softmax } from './ops/softmax';
export {
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropy,
} from './ops/softmax-cross-entropy';
export { type SoftplusOptions, softplus } from './ops/softplus';
export { sparseRows } from './ops/sparse-rows';
export { split, unstack } from './ops/split';
export { stridedSlice } from './ops/strided-slice';
export { takeAlongAxis } from './ops/take-along-axis';
export { type TopKOptions, topK } from './ops/top-k';
export { transpose } from './ops/transpose';
export { tril, triu } from './ops/triangle';
export { where } from './ops/where';
export { type AdagradOptions, adagrad } from './optim/adagrad';
export { type AdamOptions, adam, adamW } from './optim/adam';
export { clipByGlobalNorm, clipByValue } from './optim/clip';
export { groups, type ParameterGroup } from './optim/groups';
export type { Optimizer } from './optim/optimizer';
export type { ParameterState, RestoredState } from './optim/parameter-state';
export { type RmspropOptions, rmsprop } from './optim/rmsprop';
export {
  constant,
  cosineDecay,
  exponentialDecay,
  linearDecay,
  piecewise,
  type Schedule,
  type SchedulePart,
  stepDecay,
  warmup,
} from './optim/schedule';
export { type SgdOptions, sgd } from './optim/sgd';
export type { ChoiceOptions } from './random/choose';
export { expectRng } from './random/expect-rng';
export { Rng, type RngState, random } from './random/random';
export { detach } from './tape/detach';
export { expectBackend } from './tape/expect-backend';
export { gradientCheckpoint } from './tape/gradient-checkpoint';
export {
  type Backward,
  type BackwardMany,
  isNested,
  runOp,
  runOpMany,
  type Thunk,
} from './tape/run-op';
export { isSparse, type SparseRows } from './tape/sparse-rows';
export { type DenseGradients, type Gradients, valueAndGrads } from './tape/value-and-grads';
export type { Batches } from './train/batches';
export { type CheckpointContents, loadCheckpoint, saveCheckpoint } from './train/checkpoint';
export { CheckpointError } from './train/checkpoint-error';
export { addGradients } from './train/gradient-sum';
export type { StepContext } from './train/step-context';
export { type TrainOptions, type TrainReport, train } from './train/train';
