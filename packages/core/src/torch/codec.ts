import type { ArrayValue } from '../model/load-state-dict';
import { BatchNorm } from '../nn/batch-norm';
import { Conv1d } from '../nn/conv-1d';
import { Conv2d } from '../nn/conv-2d';
import { ConvTranspose2d } from '../nn/conv-transpose-2d';
import { DepthwiseConv2d } from '../nn/depthwise-conv-2d';
import { Linear } from '../nn/linear';

/** Where a Variable of a layer is in PyTorch. */
export interface TorchField {
  readonly name: string;
  /** Axis i there is axis `order[i]` here. Default: the same axes. */
  readonly order?: readonly number[];
  /** The first two axes are one there, and a 1 follows: filters of each channel by itself. */
  readonly merged?: boolean;
}

/** The Variables of a layer by their path in it. Those that are not named have one name and shape in both. */
export type TorchFields = Readonly<Record<string, TorchField>>;

/** A layer whose Variables are not those of PyTorch one by one, as where it keeps two biases and we their sum. */
export interface TorchModule<L extends object = object> {
  /** The names there and their shapes; undefined for a layer that PyTorch does not have so. */
  shapes(layer: L): Readonly<Record<string, readonly number[]>> | undefined;
  /** Float32 values by their names there → by their paths in the layer. */
  inward(values: Readonly<Record<string, ArrayValue>>, layer: L): Record<string, ArrayValue>;
  /** The way back. */
  outward(values: Readonly<Record<string, ArrayValue>>, layer: L): Record<string, ArrayValue>;
}

const weight = (order: readonly number[]): TorchFields => ({ weight: { name: 'weight', order } });

// The calls are pure: in the bundle a page that uses no convolution is to get none.
const LAYOUTS = new Map<unknown, TorchFields>([
  [Linear, /* @__PURE__ */ weight([1, 0])],
  [Conv1d, /* @__PURE__ */ weight([2, 1, 0])],
  [Conv2d, /* @__PURE__ */ weight([3, 2, 0, 1])],
  [ConvTranspose2d, /* @__PURE__ */ weight([3, 2, 0, 1])],
  [DepthwiseConv2d, { weight: { name: 'weight', order: [2, 3, 0, 1], merged: true } }],
  [BatchNorm, { runningMean: { name: 'running_mean' }, runningVariance: { name: 'running_var' } }],
]);

/**
 * Says how a layer's Variables are called and laid out in PyTorch, for `fromTorch` and `toTorch`: a package does so for its
 * own layers.
 */
export function registerTorchLayout(
  layer: abstract new (...args: never[]) => object,
  fields: TorchFields,
): void {
  LAYOUTS.set(layer, fields);
}

/** What is known of the class of `node`. */
export function torchFieldsOf(node: unknown): TorchFields | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  return LAYOUTS.get(node.constructor);
}

const MODULES = new Map<unknown, TorchModule<never>>();

/** As `registerTorchLayout`, for a layer that takes more than other names and axes. */
export function registerTorchModule<L extends object>(
  layer: abstract new (...args: never[]) => L,
  module: TorchModule<L>,
): void {
  MODULES.set(layer, module);
}

/** What is registered for the class of `node`. */
export function torchModuleOf(node: unknown): TorchModule | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  return MODULES.get(node.constructor) as TorchModule | undefined;
}
