import * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../check/options';
import { expectTensor } from '../check/tensor';
import { type Initializer, xavierUniform } from '../init/initializers';
import { keepArguments } from '../made/made-with';
import { type DepthwiseOptions, depthwiseConv2d } from '../ops/conv/depthwise-conv-2d';
import {
  CONV_LAYER_OPTIONS,
  type ConvLayerOptions,
  checkConvSizes,
  convVariables,
} from './conv-layer';
import type { TorchFields } from './torch-fields';

export interface DepthwiseConv2dOptions extends ConvLayerOptions, Omit<DepthwiseOptions, 'bias'> {
  /** Filters a channel. Default 1. */
  multiplier?: number;
}

const OPTIONS: OptionChecks<DepthwiseConv2dOptions> = mergeChecks(CONV_LAYER_OPTIONS, {
  multiplier: expectPositiveInteger,
});

/**
 * Convolution of each channel by itself, with its bias and activation: see `depthwiseConv2d`. As `torch.nn.Conv2d` with
 * a group a channel.
 *
 * @throws RangeError for sizes and options that are none; ShapeError if `init` gives another shape
 */
export class DepthwiseConv2d {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'DepthwiseConv2d';
  /** How its Variables lie in PyTorch. */
  static readonly torchFields: TorchFields = {
    weight: { name: 'weight', order: [2, 3, 0, 1], merged: true },
  };

  /** The axes of its weight that are channels of its output: a BatchNorm behind it can be folded into them. */
  static readonly outputAxes: readonly number[] = [2, 3];

  /** [height, width, channels, multiplier] */
  readonly weight: tf.Variable;
  /** [channels · multiplier] */
  readonly bias: tf.Variable | undefined;
  /** As the op takes them. */
  readonly options: DepthwiseOptions;

  /** @param kernelSize taps, for every axis or by axis */
  constructor(
    channels: number,
    kernelSize: number | readonly number[],
    options: DepthwiseConv2dOptions,
  ) {
    keepArguments(this, DepthwiseConv2d, [channels, kernelSize, options]);
    const given = readOptions('DepthwiseConv2d', options, OPTIONS);
    const { rng: _, init = xavierUniform(), bias: __, multiplier = 1, ...rest } = given;
    expectPositiveInteger('DepthwiseConv2d', 'channels', channels);
    const out = channels * multiplier;
    const taps = checkConvSizes('DepthwiseConv2d', channels, out, kernelSize, 2, rest);
    const shape = [...taps, channels, multiplier];
    // One channel in a group: that is what a weight's fan counts.
    const ofGroups: Initializer = (own, rng) => {
      const value = init([...taps, 1, out], rng);
      expectTensor('DepthwiseConv2d', 'init', value, [...taps, 1, out]);
      return tf.reshape(value, own as number[]);
    };
    const own = { ...given, init: ofGroups };
    const { weight, bias } = convVariables('DepthwiseConv2d', shape, out, own);
    this.weight = weight;
    this.bias = bias;
    this.options = rest;
  }

  /** `x` [batch, height, width, channels] → [batch, height, width, channels · multiplier]. */
  forward(x: tf.Tensor): tf.Tensor4D {
    return depthwiseConv2d(x, this.weight, { ...this.options, bias: this.bias });
  }
}
