/**
 * The memory that threads share beside the tensors': words that they agree by, then the text of an error, the scratch
 * memory of each, and the calls of the job that runs.
 */

/** Words (int32) by their places. */
export const WORD = {
  /** The job: its number (16 bits), how many calls it has (8), how many of them are taken (8). */
  state: 0,
  /** Raised to wake those that sleep. */
  wake: 1,
  /** How many sleep. */
  sleepers: 2,
  /** How many calls of the job are done. */
  done: 3,
  /** How many messages each worker has been sent: where it has taken fewer it looks for them. */
  told: 4,
  /** How many messages have been taken, by all. */
  ready: 5,
  /** Length of the text of an error of a worker; 0 for none. */
  failed: 6,
  /** How many calls workers have done since they started. */
  byWorkers: 7,
} as const;

/** The most calls that a job has. */
export const MOST_CALLS = 120;
/** The most threads. */
export const MOST_THREADS = 64;
/** Doubles of a call: which kernel, which argument is its scratch memory (−1: none), how many arguments, the arguments. */
export const CALL = 56;
/** The most arguments of a kernel. */
export const MOST_ARGUMENTS = CALL - 3;
/** Milliseconds for which a worker looks out for work before it sleeps. */
export const AWAKE = 0.03;

const TEXT_AT = 256;
/** Bytes of an error's text. */
export const MOST_TEXT = 256;
const SCRATCH_AT = TEXT_AT + MOST_TEXT;
const CALLS_AT = SCRATCH_AT + 8 * MOST_THREADS;

/** How many bytes that memory has. */
export const BYTES = CALLS_AT + 8 * CALL * MOST_CALLS;

/** That memory, seen as what it holds. */
export interface Board {
  readonly words: Int32Array;
  readonly text: Uint8Array;
  /** The address of each thread's own scratch memory. */
  readonly scratch: Float64Array;
  readonly calls: Float64Array;
}

/** The views of shared memory of `BYTES` bytes. */
export function boardOf(buffer: SharedArrayBuffer): Board {
  return {
    words: new Int32Array(buffer, 0, TEXT_AT / 4),
    text: new Uint8Array(buffer, TEXT_AT, MOST_TEXT),
    scratch: new Float64Array(buffer, SCRATCH_AT, MOST_THREADS),
    calls: new Float64Array(buffer, CALLS_AT, CALL * MOST_CALLS),
  };
}

/** What a worker is told: first all, later the modules that have come meanwhile. */
export interface Message {
  readonly buffer?: SharedArrayBuffer;
  readonly memory?: WebAssembly.Memory;
  /** Which thread it is; the main one is 0. */
  readonly index?: number;
  /** In the order in which their kernels are numbered; those of `core` are what the others import. */
  readonly modules: readonly { readonly module: WebAssembly.Module; readonly isCore: boolean }[];
}
