import type * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../check/options';
import { keepArguments } from '../made/made-with';
import { type ConvOptions, conv2d } from '../ops/conv/conv-2d';
import {
  CONV_LAYER_OPTIONS,
  type ConvLayerOptions,
  checkConvSizes,
  convVariables,
} from './conv-layer';
import type { TorchFields } from './torch-fields';

export interface Conv2dOptions extends ConvLayerOptions, Omit<ConvOptions, 'bias'> {}

const OPTIONS: OptionChecks<Conv2dOptions> = mergeChecks(CONV_LAYER_OPTIONS, {
  groups: expectPositiveInteger,
});

/**
 * Convolution of images with its bias and activation: see `conv2d`. As `torch.nn.Conv2d`.
 *
 * @throws RangeError for sizes and options that are none; ShapeError if `init` gives another shape
 *
 * @example
 * ```ts
 * const conv = new Conv2d(3, 16, 3, { rng: random(1), padding: 'same' });
 * const y = conv.forward(tf.ones([8, 32, 32, 3])); // [8, 32, 32, 16]
 * ```
 */
export class Conv2d {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Conv2d';
  /** How its Variables lie in PyTorch. */
  static readonly torchFields: TorchFields = { weight: { name: 'weight', order: [3, 2, 0, 1] } };

  /** The axes of its weight that are channels of its output: a BatchNorm behind it can be folded into them. */
  static readonly outputAxes: readonly number[] = [3];

  /** [height, width, in / groups, out] */
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
    options: Conv2dOptions,
  ) {
    keepArguments(this, Conv2d, [inSize, outSize, kernelSize, options]);
    const own = readOptions('Conv2d', options, OPTIONS);
    const { rng: _, init: __, bias: ___, ...rest } = own;
    const { groups = 1 } = rest;
    const taps = checkConvSizes('Conv2d', inSize, outSize, kernelSize, 2, rest);
    const shape = [...taps, inSize / groups, outSize];
    const { weight, bias } = convVariables('Conv2d', shape, outSize, own);
    this.weight = weight;
    this.bias = bias;
    this.options = rest;
  }

  /** `x` [batch, height, width, in] → [batch, height, width, out]. */
  forward(x: tf.Tensor): tf.Tensor4D {
    return conv2d(x, this.weight, { ...this.options, bias: this.bias });
  }
}
