/** Where a Variable of a layer is in PyTorch. */
export interface TorchField {
  readonly name: string;
  /** Axis i there is axis `order[i]` here. Default: the same axes. */
  readonly order?: readonly number[];
  /** The first two axes are one there, and a 1 follows: filters of each channel by itself. */
  readonly merged?: boolean;
}

/**
 * The Variables of a layer by their path in it. Those that are not named have one name and shape in both. A class that differs
 * from PyTorch's in no more than this says so itself: `static readonly torchFields`.
 */
export type TorchFields = Readonly<Record<string, TorchField>>;
