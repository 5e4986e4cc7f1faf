import { BackOff } from './back-off';
import { startWorker, type Thread } from './start-worker';
import { type Board, BYTES, boardOf, CALL, MOST_ARGUMENTS, MOST_CALLS, WORD } from './words';

/** A function of a kernel module, as WebAssembly exports it. */
// biome-ignore lint/suspicious/noExplicitAny: a module's own types say more
export type RawKernel = (...args: any[]) => unknown;

/** A module whose kernels threads may run. */
export interface PoolModule {
  readonly module: WebAssembly.Module;
  readonly raw: Readonly<Record<string, RawKernel>>;
  readonly isCore: boolean;
}

/** The memory of tensors, and room in it. */
export interface PoolMemory {
  readonly memory: WebAssembly.Memory;
  /** The address of so many bytes; 0 where there are none. */
  allocate(bytes: number): number;
  free(address: number): void;
}

/** How often the main thread looks whether all is done before it waits. */
const LOOKS = 2000;
/** Milliseconds of a wait, and for how long nothing may come of a worker that has taken a call. */
const [WAIT, LOST] = [0.2, 60_000];

/**
 * Threads over one memory. A job is a list of independent calls of kernels, which the workers and the main thread take
 * one by one. Kernels never start jobs. Every call gives the same bits whoever runs it.
 */
export class Pool {
  /** Nanoseconds of work from which a job is worth it: while workers are awake, and when they sleep. Tests ask for all. */
  static worth = { awake: 15_000, asleep: 60_000 };
  /** Nanoseconds of such work after which workers are started: a short program needs none. */
  static beforeStart = 2_000_000;
  /** How many jobs there have been. */
  jobs = 0;
  readonly #memory: PoolMemory;
  readonly #board: Board;
  readonly #buffer: SharedArrayBuffer;
  readonly #backOff = new BackOff();
  readonly #lost: (reason: string) => void;
  /** Numbers of kernels, as workers count them. */
  readonly #numbers = new Map<RawKernel, number>();
  #next = 0;
  readonly #modules: PoolModule[] = [];
  readonly #kernels: RawKernel[] = [];
  readonly #arguments: number[][] = [];
  #workers: Thread[] = [];
  #threads: number;
  #messages = 0;
  #told = 0;
  #asked = 0;
  #scratchBytes = 0;
  #number = 0;
  #count = 0;
  #isClosed = false;

  constructor(memory: PoolMemory, threads: number, lost: (reason: string) => void) {
    this.#memory = memory;
    this.#threads = threads;
    this.#lost = lost;
    this.#buffer = new SharedArrayBuffer(BYTES);
    this.#board = boardOf(this.#buffer);
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
    if (this.#workers.length > 0) this.#tell();
  }

  /** Whether so many nanoseconds of work, on one thread, are to be cut now. */
  isWorth(nanoseconds: number): boolean {
    if (this.#threads === 1 || nanoseconds < Pool.worth.awake) return false;
    const { words } = this.#board;
    if (this.#workers.length === 0) {
      this.#asked += nanoseconds;
      if (this.#asked >= Pool.beforeStart) this.#start();
      return false;
    }
    if (Atomics.load(words, WORD.ready) < this.#messages) return false;
    if (this.#backOff.isOn()) return false;
    return (
      nanoseconds >= Pool.worth.asleep ||
      Atomics.load(words, WORD.sleepers) < this.#workers.length
    );
  }

  /** Into how many parts a job is to be cut: more than threads, for they do not start together. */
  get parts(): number {
    return 2 * this.#threads;
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
    if (number === undefined || args.length > MOST_ARGUMENTS) throw new Error('threads: a kernel of no module');
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
    const error = this.#work(total);
    const waiting = performance.now();
    this.#wait(total);
    this.#backOff.note(waiting - start, performance.now() - waiting);
    if (Atomics.load(words, WORD.failed) !== 0) throw this.#failure();
    if (error !== undefined) throw error;
  }

  /** Ends the workers; from then on one thread runs. */
  close(isStuck = false): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#threads = 1;
    for (const worker of this.#workers) worker.end();
    // One that does not answer may write yet.
    if (!isStuck) this.#freeScratch();
  }

  /** Takes calls as the workers do; gives the first error. */
  #work(total: number): unknown {
    const { words } = this.#board;
    let error: unknown;
    for (;;) {
      const state = Atomics.load(words, WORD.state);
      const next = state & 255;
      if (next >= total) return error;
      if (Atomics.compareExchange(words, WORD.state, state, state + 1) !== state) continue;
      try {
        (this.#kernels[next] as RawKernel).apply(null, this.#arguments[next] as number[]);
      } catch (thrown) {
        error ??= thrown ?? new Error('a kernel failed');
      }
      Atomics.add(words, WORD.done, 1);
    }
  }

  #wait(total: number): void {
    const { words } = this.#board;
    let since = 0;
    let before = -1;
    for (let looks = 0; ; looks++) {
      const done = Atomics.load(words, WORD.done);
      if (done === total) return;
      if (looks < LOOKS) continue;
      if (mayWait()) Atomics.wait(words, WORD.done, done, WAIT);
      if (looks % 256 !== 0) continue;
      const now = performance.now();
      if (done !== before) [before, since] = [done, now];
      else if (now - since > LOST) {
        this.close(true);
        throw new Error(`threads: expected each call to end in ${LOST / 1000} s, got a worker that does not answer`);
      }
    }
  }

  #start(): void {
    const { words } = this.#board;
    Atomics.store(words, WORD.ready, 0);
    Atomics.store(words, WORD.told, 1);
    try {
      for (let index = 1; index < this.#threads; index++) {
        const worker = startWorker((reason) => this.#lose(reason));
        this.#workers.push(worker);
        worker.tell({ buffer: this.#buffer, memory: this.#memory.memory, index, modules: this.#modulesFrom(0) });
      }
    } catch (error) {
      this.#lose((error as Error).message);
    }
    this.#messages = this.#workers.length;
    this.#told = this.#modules.length;
  }

  /** Tells the workers of the modules that have come: first that there is a message, for who sleeps gets none. */
  #tell(): void {
    const { words } = this.#board;
    Atomics.add(words, WORD.told, 1);
    Atomics.add(words, WORD.wake, 1);
    Atomics.notify(words, WORD.wake);
    const modules = this.#modulesFrom(this.#told);
    this.#told = this.#modules.length;
    this.#messages += this.#workers.length;
    for (const worker of this.#workers) worker.tell({ modules });
  }

  #modulesFrom(first: number) {
    return this.#modules.slice(first).map(({ module, isCore }) => ({ module, isCore }));
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

let may: boolean | undefined;

/** A page's main thread may not. */
function mayWait(): boolean {
  if (may === undefined) {
    try {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
      may = true;
    } catch {
      may = false;
    }
  }
  return may;
}
