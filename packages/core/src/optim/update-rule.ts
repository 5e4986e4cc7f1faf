import type * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../generated/wasm';
import type { RowsKernels } from '../generated/wasm-rows';
import type { Gradients } from '../tape/value-and-grads';
import type { Address } from '../wasm/kernel-module';

/** What a rule knows of one update. */
export interface UpdateContext {
  readonly learningRate: number;
  /** 1 at the first update of the parameter. */
  readonly update: number;
  /** Whether the slots hold nothing but what they were made with. */
  readonly isFresh: boolean;
  readonly shape: readonly number[];
  /** Where the working memory lies that `reserve` has made; kernels alone have it. */
  readonly work: Address;
}

/** Where the slots of a parameter lie: no kernel takes more than three, and a rule knows how many it has. */
export type SlotAddresses = readonly [first: Address, second: Address, third: Address];

/** How parameters change on WebGPU, each element by itself. */
export interface GpuUpdate {
  /** Names the code. */
  readonly key: string;
  /** WGSL that changes `p` and the slots, `s0`, `s1` …, by the gradient `g`; it reads `floats.NAME`. */
  readonly code: string;
  /** Numbers of one update, by their names in the code. */
  floats(context: UpdateContext): Readonly<Record<string, number>>;
}

/** How one parameter changes: in place by a kernel or a program, or by ops where there is none. */
export interface UpdateRule {
  readonly name: string;
  readonly slots: readonly string[];
  /** What slots are filled with at first. Default 0. */
  readonly initial?: number;
  /** By a kernel: addresses of the parameter, its gradient and its slots, `size` elements each. */
  readonly fused?:
    | ((
        kernels: CoreKernels,
        parameter: Address,
        gradient: Address,
        slots: SlotAddresses,
        size: number,
        context: UpdateContext,
      ) => void)
    | undefined;
  /**
   * Makes the working memory that the kernel needs for each of these parameters. A rule that has it updates one parameter after
   * the other, in several calls of kernels. @throws RangeError where there is no room for it
   */
  readonly reserve?:
    | ((kernels: CoreKernels, gradients: Gradients) => tf.Tensor | undefined)
    | undefined;
  /** By a program, where WebGPU runs. */
  readonly gpu?: GpuUpdate | undefined;
  /** The new parameter and the new slots, in their order. */
  composite(
    parameter: tf.Tensor,
    gradient: tf.Tensor,
    slots: readonly tf.Tensor[],
    context: UpdateContext,
  ): tf.Tensor[];
  /**
   * Updates only the rows that a sparse gradient has, in place. A rule without it changes all rows
   * at each update: it takes the gradient as a whole.
   */
  readonly rows?:
    | ((kernels: RowsKernels, addresses: RowAddresses, context: UpdateContext) => void)
    | undefined;
}

/** Where a parameter [count, size], its slots and `parts` rows of its gradient lie. */
export interface RowAddresses {
  readonly parameter: Address;
  readonly slots: SlotAddresses;
  readonly ids: Address;
  readonly rows: Address;
  readonly parts: number;
  readonly count: number;
  readonly size: number;
  /** Scratch memory of count + parts + size numbers. */
  readonly room: Address;
}
