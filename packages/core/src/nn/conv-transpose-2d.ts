import type * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../check/number';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../check/options';
import { keepArguments } from '../made/made-with';
import { type ConvTransposeOptions, convTranspose2d } from '../ops/conv/conv-transpose-2d';
import {
  CONV_LAYER_OPTIONS,
  type ConvLayerOptions,
  checkConvSizes,
  convVariables,
} from './conv-layer';
import type { TorchFields } from './torch-fields';

export interface ConvTranspose2dOptions
  extends ConvLayerOptions,
    Omit<ConvTransposeOptions, 'bias'> {}

const OPTIONS: OptionChecks<ConvTranspose2dOptions> = mergeChecks(CONV_LAYER_OPTIONS, {
  groups: expectPositiveInteger,
  outputPadding: checkedLater,
});

/**
 * Transposed convolution of images with its bias and activation: see `convTranspose2d`. As `torch.nn.ConvTranspose2d`.
 *
 * @throws RangeError for sizes and options that are none; ShapeError if `init` gives another shape
 */
export class ConvTranspose2d {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'ConvTranspose2d';
  /** How its Variables lie in PyTorch. */
  static readonly torchFields: TorchFields = { weight: { name: 'weight', order: [3, 2, 0, 1] } };

  /** [height, width, out / groups, in] */
  readonly weight: tf.Variable;
  /** [out] */
  readonly bias: tf.Variable | undefined;
  /** As the op takes them. */
  readonly options: ConvTransposeOptions;

  /** @param kernelSize taps, for every axis or by axis */
  constructor(
    inSize: number,
    outSize: number,
    kernelSize: number | readonly number[],
    options: ConvTranspose2dOptions,
  ) {
    keepArguments(this, ConvTranspose2d, [inSize, outSize, kernelSize, options]);
    const own = readOptions('ConvTranspose2d', options, OPTIONS);
    const { rng: _, init: __, bias: ___, ...rest } = own;
    const { groups = 1 } = rest;
    const taps = checkConvSizes('ConvTranspose2d', inSize, outSize, kernelSize, 2, rest);
    const shape = [...taps, outSize / groups, inSize];
    const { weight, bias } = convVariables('ConvTranspose2d', shape, outSize, own);
    this.weight = weight;
    this.bias = bias;
    this.options = rest;
  }

  /** `x` [batch, height, width, in] → [batch, height, width, out]. */
  forward(x: tf.Tensor): tf.Tensor4D {
    return convTranspose2d(x, this.weight, { ...this.options, bias: this.bias });
  }
}
