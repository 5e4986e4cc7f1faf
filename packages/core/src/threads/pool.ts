import { BackOff } from './back-off';
import { Crew } from './crew';
import type { PoolModule, RawKernel } from './pool-module';
import { waitFor } from './wait';
import { type Board, BYTES, boardOf, CALL, MOST_ARGUMENTS, MOST_CALLS, WORD } from './words';

export type { PoolModule, RawKernel } from './pool-module';

/** The memory of tensors, and room in it. */
export interface PoolMemory {
  readonly memory: WebAssembly.Memory;
  /** The address of so many bytes; 0 where there are none. */
  allocate(bytes: number): number;
  free(address: number): void;
}

/**
 * Threads over one memory. A job is a list of independent calls of kernels, which the workers and the main thread take
 * one by one. Kernels never start jobs. Every call gives the same bits whoever runs it.
 */
export class Pool {
  /** Nanoseconds of work from which a job is worth it, while workers are awake and when they sleep, and a part. Tests ask for all. */
  static worth = { awake: 15_000, asleep: 60_000, part: 10_000 };
  /** Nanoseconds of such work after which workers are started: a short program needs none. */
  static beforeStart = 2_000_000;
  /** Milliseconds for which nothing may come of a worker that has taken a call: it may be slow, or killed while it ran. */
  static patience = 60_000;
  /** How many jobs there have been. */
  jobs = 0;
  readonly #memory: PoolMemory;
  readonly #board: Board;
  readonly #crew: Crew;
  readonly #backOff = new BackOff();
  readonly #lost: (reason: string) => void;
  /** Numbers of kernels, as workers count them. */
  readonly #numbers = new Map<RawKernel, number>();
  #next = 0;
  readonly #modules: PoolModule[] = [];
  readonly #kernels: RawKernel[] = [];
  readonly #arguments: number[][] = [];
  #threads: number;
  #asked = 0;
  #scratchBytes = 0;
  #number = 0;
  #count = 0;
  #isClosed = false;

  constructor(memory: PoolMemory, threads: number, lost: (reason: string) => void) {
    this.#memory = memory;
    this.#threads = threads;
    this.#lost = lost;
    const buffer = new SharedArrayBuffer(BYTES);
    this.#board = boardOf(buffer);
    this.#crew = new Crew(buffer, memory.memory, (reason) => this.#lose(reason));
  }

  /** How many threads there are, or will be when there is enough to do. */
  get threads(): number {
    return this.#threads;
  }

  /** How many calls workers have run. */
  get byWorkers(): number {
    return Atomics.load(this.#board.words, WORD.byWorkers);
  }

  /** Makes the kernels of a module known. */
  add(module: PoolModule): void {
    this.#modules.push(module);
    for (const each of Object.values(module.raw)) {
      if (typeof each === 'function') this.#numbers.set(each, this.#next++);
    }
    this.#crew.tell(this.#modules);
  }

  /** Whether so many nanoseconds of work, on one thread, are to be cut now. */
  isWorth(nanoseconds: number): boolean {
    if (this.#threads === 1 || nanoseconds < Pool.worth.awake) return false;
    if (!this.#crew.isStarted) {
      this.#asked += nanoseconds;
      if (this.#asked >= Pool.beforeStart) this.#crew.start(this.#threads - 1, this.#modules);
      return false;
    }
    if (!this.#crew.isReady || this.#backOff.isOn()) return false;
    return nanoseconds >= Pool.worth.asleep || !this.#crew.isAsleep;
  }

  /**
   * Into how many parts so many nanoseconds of work are to be cut: more than threads, for they do not start together, but none
   * so short that taking it is what costs.
   */
  partsOf(nanoseconds: number): number {
    const most = 2 * this.#threads;
    return Math.max(2, Math.min(most, Math.floor(nanoseconds / Pool.worth.part)));
  }

  /** Sees that each worker has scratch memory of its own; call it before the calls of a job that need it. */
  reserve(bytes: number): void {
    if (bytes <= this.#scratchBytes) return;
    this.#freeScratch();
    for (let i = 1; i < this.#threads; i++) {
      const at = this.#memory.allocate(bytes);
      if (at === 0) {
        this.#freeScratch();
        throw new RangeError(
          `threads: expected room for ${bytes} bytes of scratch memory a thread, got no WASM memory`,
        );
      }
      this.#board.scratch[i] = at;
    }
    this.#scratchBytes = bytes;
  }

  /** Forgets calls that were added and not run, where what added them has failed. */
  clear(): void {
    this.#count = 0;
  }

  /** Adds a call to the job; `scratchAt` is the place of the argument that is scratch memory, −1 for none. */
  call(kernel: RawKernel, scratchAt: number, args: number[]): void {
    const number = this.#numbers.get(kernel);
    if (number === undefined || args.length > MOST_ARGUMENTS)
      throw new Error('threads: a kernel of no module');
    if (this.#count === MOST_CALLS) this.run();
    const { calls } = this.#board;
    const at = this.#count * CALL;
    calls[at] = number;
    calls[at + 1] = scratchAt;
    calls[at + 2] = args.length;
    for (let i = 0; i < args.length; i++) calls[at + 3 + i] = args[i] as number;
    this.#kernels[this.#count] = kernel;
    this.#arguments[this.#count] = args;
    this.#count++;
  }

  /**
   * Runs the calls that were added; ends when all have ended.
   *
   * @throws what a call throws, of whichever thread
   */
  run(): void {
    const { words } = this.#board;
    const total = this.#count;
    this.#count = 0;
    if (total === 0) return;
    this.jobs++;
    Atomics.store(words, WORD.done, 0);
    this.#number = (this.#number + 1) & 0x7fff;
    const start = performance.now();
    Atomics.store(words, WORD.state, (this.#number << 16) | (total << 8));
    Atomics.add(words, WORD.wake, 1);
    if (Atomics.load(words, WORD.sleepers) > 0) Atomics.notify(words, WORD.wake, total - 1);
    const { error, calls } = this.#work(total);
    const waiting = performance.now();
    if (!waitFor(words, total, Pool.patience)) {
      this.close(true);
      throw new Error(
        `threads: expected each call to end in ${Pool.patience / 1000} s, got a worker that does not answer; one thread runs now`,
      );
    }
    this.#backOff.note(waiting - start, calls, performance.now() - waiting);
    if (Atomics.load(words, WORD.failed) !== 0) throw this.#failure();
    if (error !== undefined) throw error;
  }

  /** Ends the workers; from then on one thread runs. */
  close(isStuck = false): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#threads = 1;
    this.#crew.end();
    // One that does not answer may write yet.
    if (!isStuck) this.#freeScratch();
  }

  /** Takes calls as the workers do: how many, and the first error. */
  #work(total: number): { calls: number; error: unknown } {
    const { words } = this.#board;
    let error: unknown;
    let calls = 0;
    for (;;) {
      const state = Atomics.load(words, WORD.state);
      const next = state & 255;
      if (next >= total) return { calls, error };
      if (Atomics.compareExchange(words, WORD.state, state, state + 1) !== state) continue;
      try {
        (this.#kernels[next] as RawKernel).apply(null, this.#arguments[next] as number[]);
      } catch (thrown) {
        error ??= thrown ?? new Error('a kernel failed');
      }
      calls++;
      Atomics.add(words, WORD.done, 1);
    }
  }

  /** A worker that is no more takes the others with it: what runs is known, and one thread always runs. */
  #lose(reason: string): void {
    if (this.#isClosed) return;
    this.close();
    this.#lost(reason);
  }

  #failure(): Error {
    const { text, words } = this.#board;
    const length = Math.max(0, Atomics.load(words, WORD.failed));
    // A copy: a decoder of a page refuses shared memory.
    const said = new TextDecoder().decode(text.slice(0, length));
    Atomics.store(words, WORD.failed, 0);
    return new Error(`threads: a kernel failed in a worker: ${said}`);
  }

  #freeScratch(): void {
    for (let i = 1; i < this.#board.scratch.length; i++) {
      const at = this.#board.scratch[i] as number;
      if (at !== 0) this.#memory.free(at);
      this.#board.scratch[i] = 0;
    }
    this.#scratchBytes = 0;
  }
}
