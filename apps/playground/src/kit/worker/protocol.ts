import type { Value } from '@dl/lessons';
import type { Backend } from '../kit-settings';

/** Values by name, as they cross to the worker. */
export type Settings = Readonly<Record<string, Value>>;

/** What a page tells its worker. `run` numbers the models: reports of an earlier one are passed over. */
export type Command =
  | {
      readonly type: 'open';
      readonly run: number;
      readonly settings: Settings;
      readonly seed: number;
      readonly backend: Backend;
      readonly speed: number;
    }
  | {
      readonly type: 'reset';
      readonly run: number;
      readonly settings: Settings;
      readonly seed: number;
      /** Goes on training at once. */
      readonly start: boolean;
    }
  /** With `until` as fast as it goes to that step, and no further. */
  | { readonly type: 'start'; readonly until?: number | undefined }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }
  | { readonly type: 'update'; readonly settings: Settings }
  | { readonly type: 'speed'; readonly speed: number }
  /** Whether anybody sees the page: nothing is drawn for a hidden one. */
  | { readonly type: 'visible'; readonly visible: boolean };

/** A command with its number: a report says which was obeyed last. */
export type Ordered = Command & { readonly order: number };

/** What runs in the worker. */
export interface RuntimeReport {
  readonly backend: Backend;
  readonly threads: number;
  readonly isolated: boolean;
  readonly simd: boolean;
  /** It is WebGPU without a GPU. */
  readonly software?: boolean;
  /** The backends that this browser has. */
  readonly backends: readonly Backend[];
  /** The backend that was asked for, where it did not start, and why. */
  readonly refused?: { readonly backend: Backend; readonly reason: string } | undefined;
}

/** How far a run is. */
export interface Progress {
  readonly running: boolean;
  readonly step: number;
  readonly loss: number | undefined;
  /** Measured over the last second; undefined while it stands. */
  readonly stepsPerSecond: number | undefined;
  readonly tensors: number;
  readonly bytes: number;
  /** The last command that was obeyed. */
  readonly order: number;
  /** Tensors that a run before this one left behind: 0. */
  readonly left: number;
}

/** The losses of a run, and the steps that they belong to. */
export interface LossArrays {
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  /** Of a contest: those of each at the same steps, by name; NaN from where one diverged. */
  readonly each: Readonly<Record<string, Float64Array>>;
}

/** What a worker tells its page. */
export type Report<View> =
  | { readonly type: 'ready'; readonly runtime: RuntimeReport }
  | {
      readonly type: 'progress';
      readonly run: number;
      readonly progress: Progress;
      readonly history: LossArrays;
      readonly view?: View | undefined;
    }
  | {
      readonly type: 'failed';
      readonly run: number;
      readonly kind: 'diverged' | 'start' | 'stopped';
      readonly step: number;
      readonly message: string;
    };
