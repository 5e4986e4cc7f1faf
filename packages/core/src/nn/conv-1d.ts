import type * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../check/options';
import { keepArguments } from '../made/made-with';
import { conv1d } from '../ops/conv/conv-1d';
import type { ConvOptions } from '../ops/conv/conv-2d';
import {
  CONV_LAYER_OPTIONS,
  type ConvLayerOptions,
  checkConvSizes,
  convVariables,
} from './conv-layer';
import type { TorchFields } from './torch-fields';

export interface Conv1dOptions extends ConvLayerOptions, Omit<ConvOptions, 'bias'> {}

const OPTIONS: OptionChecks<Conv1dOptions> = mergeChecks(CONV_LAYER_OPTIONS, {
  groups: expectPositiveInteger,
});

/**
 * Convolution of sequences with its bias and activation: see `conv1d`. As `torch.nn.Conv1d`.
 *
 * @throws RangeError for sizes and options that are none; ShapeError if `init` gives another shape
 */
export class Conv1d {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Conv1d';
  /** How its Variables lie in PyTorch. */
  static readonly torchFields: TorchFields = { weight: { name: 'weight', order: [2, 1, 0] } };

  /** The axes of its weight that are channels of its output: a BatchNorm behind it can be folded into them. */
  static readonly outputAxes: readonly number[] = [2];

  /** [taps, in / groups, out] */
  readonly weight: tf.Variable;
  /** [out] */
  readonly bias: tf.Variable | undefined;
  /** As the op takes them. */
  readonly options: ConvOptions;

  /** @param kernelSize taps, for every axis or by axis */
  constructor(
    inSize: number,
    outSize: number,
    kernelSize: number | readonly number[],
    options: Conv1dOptions,
  ) {
    keepArguments(this, Conv1d, [inSize, outSize, kernelSize, options]);
    const own = readOptions('Conv1d', options, OPTIONS);
    const { rng: _, init: __, bias: ___, ...rest } = own;
    const { groups = 1 } = rest;
    const taps = checkConvSizes('Conv1d', inSize, outSize, kernelSize, 1, rest);
    const shape = [...taps, inSize / groups, outSize];
    const { weight, bias } = convVariables('Conv1d', shape, outSize, own);
    this.weight = weight;
    this.bias = bias;
    this.options = rest;
  }

  /** `x` [batch, time, in] → [batch, time, out]. */
  forward(x: tf.Tensor): tf.Tensor3D {
    return conv1d(x, this.weight, { ...this.options, bias: this.bias });
  }
}
