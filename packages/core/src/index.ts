import './gradients';

export { type BackendName, type Runtime, type SetupOptions, setup } from './backend/setup';
export type { WasmAddress, WasmBytes, WasmFile, WasmSource } from './backend/wasm-source';
export type { AdapterInfo } from './backend/webgpu';
export type { Lengths } from './check/lengths';
export { ShapeError } from './check/shape';
export { type BatchLoader, type BatchOptions, batches, type ExampleOptions } from './data/batches';
export { type Collated, collate } from './data/collate';
export type { Column, ColumnBatch, Columns } from './data/columns';
export type { Stream } from './data/groups';
export { prefetch } from './data/prefetch';
export type { TypedArray } from './data/typed-array';
export { type CtcBeamOptions, ctcBeamSearch } from './decode/ctc-beam-search';
export type { CtcDecodeOptions, CtcHypothesis } from './decode/ctc-frames';
export { ctcGreedyDecode } from './decode/ctc-greedy-decode';
export type { Bytes } from './files/bytes';
export { fileStore } from './files/file-store';
export { indexedDbStore } from './files/indexed-db-store';
export { type LazySafetensors, openSafetensors } from './files/open-safetensors';
export { openShardedSafetensors, type ShardOptions } from './files/open-sharded-safetensors';
export {
  readSafetensors,
  SafetensorsError,
  type SafetensorsFile,
  type StoredDtype,
  type StoredTensor,
  safetensorsParts,
  writeSafetensors,
} from './files/safetensors';
export type { ByteStore } from './files/store';
export { toArrayValue, toStored } from './files/stored-values';
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
export { type FlopOptions, type FlopReport, flops, type OpFlops } from './model/flops';
export { foldBatchNorm } from './model/fold-batch-norm';
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
export { type SummaryOptions, summary } from './model/summary';
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
export type { Layer } from './nn/layer';
export { LayerNorm, RmsNorm } from './nn/layer-norm';
export { Linear, type LinearOptions } from './nn/linear';
export { PRelu, type PReluOptions } from './nn/prelu';
export { type Sequential, sequential } from './nn/sequential';
export { type Activation, relu, relu6, sigmoid, tanh } from './ops/activation/activation';
export { type EluOptions, elu } from './ops/activation/elu';
export { type GeluOptions, gelu } from './ops/activation/gelu';
export { type GluOptions, glu } from './ops/activation/glu';
export { hardSigmoid } from './ops/activation/hard-sigmoid';
export { hardSwish } from './ops/activation/hard-swish';
export { type LeakyReluOptions, leakyRelu } from './ops/activation/leaky-relu';
export { type LogSumExpOptions, logSumExp } from './ops/activation/log-sum-exp';
export { mish } from './ops/activation/mish';
export { prelu } from './ops/activation/prelu';
export { scale } from './ops/activation/scale';
export { selu } from './ops/activation/selu';
export { silu } from './ops/activation/silu';
export { logSoftmax, type SoftmaxOptions, softmax } from './ops/activation/softmax';
export { type SoftplusOptions, softplus } from './ops/activation/softplus';
export { conv1d } from './ops/conv/conv-1d';
export { type ConvOptions, conv2d } from './ops/conv/conv-2d';
export type { Padding, WindowOptions } from './ops/conv/conv-geometry';
export { type ConvTransposeOptions, convTranspose2d } from './ops/conv/conv-transpose-2d';
export { type DepthwiseOptions, depthwiseConv2d } from './ops/conv/depthwise-conv-2d';
export { einsum } from './ops/dense/einsum';
export { type LinearOpOptions, linear } from './ops/dense/linear';
export { type MatMulOptions, matMul } from './ops/dense/mat-mul';
export type { ResizeMethod } from './ops/image/axis-points';
export { type CropOptions, cropAndResize } from './ops/image/crop-and-resize';
export { type ResizeCoordinates, type ResizeOptions, resize } from './ops/image/resize';
export type { ForwardOptions } from './ops/kit/forward-options';
export { type CtcLossOptions, ctcLoss } from './ops/loss/ctc-loss';
export { type HuberOptions, huber } from './ops/loss/huber';
export { type KlDivergenceOptions, klDivergence } from './ops/loss/kl-divergence';
export { l1 } from './ops/loss/l1';
export {
  type LinearCrossEntropyOptions,
  linearCrossEntropy,
} from './ops/loss/linear-cross-entropy';
export { mse } from './ops/loss/mse';
export { type NllLossOptions, nllLoss } from './ops/loss/nll-loss';
export type { LossOptions, Reduction } from './ops/loss/reduction';
export {
  type SigmoidCrossEntropyOptions,
  sigmoidCrossEntropy,
} from './ops/loss/sigmoid-cross-entropy';
export {
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropy,
} from './ops/loss/softmax-cross-entropy';
export { type DropoutOptions, dropout } from './ops/noise/dropout';
export { type BatchNormed, type BatchNormOpOptions, batchNorm } from './ops/norm/batch-norm';
export { groupNorm, instanceNorm } from './ops/norm/group-norm';
export {
  type LayerNormOptions,
  layerNorm,
  type RmsNormOptions,
  rmsNorm,
} from './ops/norm/layer-norm';
export type { AffineOptions } from './ops/norm/normalise';
export { adaptiveAvgPool2d } from './ops/pool/adaptive-avg-pool-2d';
export { type AvgPoolOptions, avgPool2d } from './ops/pool/avg-pool-2d';
export { globalAvgPool2d, globalMaxPool2d } from './ops/pool/global-pool-2d';
export { type MaxPoolOptions, maxPool2d } from './ops/pool/max-pool-2d';
export { avgPool1d, maxPool1d } from './ops/pool/pool-1d';
export type { PoolOptions } from './ops/pool/pool-windows';
export { type EmbeddingOpOptions, embedding } from './ops/rows/embedding';
export { gather } from './ops/rows/gather';
export { gatherNd } from './ops/rows/gather-nd';
export { oneHot } from './ops/rows/one-hot';
export { segmentSum } from './ops/rows/segment-sum';
export { takeAlongAxis } from './ops/rows/take-along-axis';
export { cumprod } from './ops/scan/cumprod';
export { cumsum, type ScanOptions } from './ops/scan/cumsum';
export { scatterAdd } from './ops/scan/scatter-add';
export { type TopKOptions, topK } from './ops/scan/top-k';
export { concat, stack } from './ops/shape/concat';
export { flatten } from './ops/shape/flatten';
export { type PadOptions, pad } from './ops/shape/pad';
export { slice } from './ops/shape/slice';
export { split, unstack } from './ops/shape/split';
export { stridedSlice } from './ops/shape/strided-slice';
export { transpose } from './ops/shape/transpose';
export { tril, triu } from './ops/shape/triangle';
export { where } from './ops/shape/where';
export { type AdagradOptions, adagrad } from './optim/adagrad';
export { type AdamOptions, adam, adamW } from './optim/adam';
export { clipByGlobalNorm, clipByValue } from './optim/clip';
export { groups, type ParameterGroup } from './optim/groups';
export { type MuonOptions, muon } from './optim/muon';
export type { Optimizer } from './optim/optimizer';
export type { ParameterState, RestoredState } from './optim/parameter-state';
export { type Plateau, type PlateauOptions, reduceOnPlateau } from './optim/reduce-on-plateau';
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
export { warmupStableDecay } from './optim/warmup-stable-decay';
export type { ChoiceOptions } from './random/choose';
export { Rng, type RngState, random } from './random/random';
export { ModelFileError } from './save/model-file-error';
export { type LoadModelOptions, load, save } from './save/save';
export type { EncoderState } from './table/encoder-state';
export type { Cell, TableRecord } from './table/record';
export { type Split, type SplitOptions, splitData } from './table/split-data';
export { type Encoded, TableEncoder, type TableEncoderOptions } from './table/table-encoder';
export { detach } from './tape/detach';
export { gradientCheckpoint } from './tape/gradient-checkpoint';
export type { SparseRows } from './tape/sparse-rows';
export { type DenseGradients, type Gradients, valueAndGrads } from './tape/value-and-grads';
export type { Batches } from './train/batches';
export { type CheckpointContents, loadCheckpoint, saveCheckpoint } from './train/checkpoint';
export { CheckpointError } from './train/checkpoint-error';
export type { EarlyStopping } from './train/early-stopping';
export type { EpochReport } from './train/epoch-report';
export type { EpochData } from './train/epochs';
export {
  type EvaluateOptions,
  evaluate,
  type Figures,
  type LabelledBatch,
  type Metric,
} from './train/evaluate';
export { type FitResult, fit } from './train/fit';
export type { FitLog, FitOptions } from './train/fit-options';
export type { FitProgress, FitProgressFunction } from './train/fit-progress';
export { addGradients } from './train/gradient-sum';
export type { RunCheckpoint } from './train/kept-run';
export type { LogTarget } from './train/logs/sink';
export { tensorBoardLog } from './train/logs/tensor-board-log';
export { csvLog, jsonLinesLog } from './train/logs/text-logs';
export {
  type PredictOptions,
  type PredictWholeOptions,
  predict,
  predictEach,
} from './train/predict';
export type { StepContext } from './train/step-context';
export { type TrainOptions, type TrainReport, train } from './train/train';
export { WeightAverage } from './train/weight-average';
