import type { PoolModule } from './pool-module';
import { startWorker, type Thread } from './start-worker';
import { boardOf, WORD } from './words';

/** The workers of a pool: started, told of modules, ended. */
export class Crew {
  readonly #buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #memory: WebAssembly.Memory;
  readonly #lost: (reason: string) => void;
  readonly #workers: Thread[] = [];
  /** How many messages have been sent, to all. */
  #messages = 0;
  /** Of how many modules they have been told. */
  #told = 0;

  constructor(
    buffer: SharedArrayBuffer,
    memory: WebAssembly.Memory,
    lost: (reason: string) => void,
  ) {
    this.#buffer = buffer;
    this.#words = boardOf(buffer).words;
    this.#memory = memory;
    this.#lost = lost;
  }

  get isStarted(): boolean {
    return this.#workers.length > 0;
  }

  /** Whether all have taken all messages. */
  get isReady(): boolean {
    return Atomics.load(this.#words, WORD.ready) === this.#messages;
  }

  /** Whether all sleep. */
  get isAsleep(): boolean {
    return Atomics.load(this.#words, WORD.sleepers) >= this.#workers.length;
  }

  start(count: number, modules: readonly PoolModule[]): void {
    Atomics.store(this.#words, WORD.told, 1);
    try {
      for (let index = 1; index <= count; index++) {
        const worker = startWorker(this.#lost);
        this.#workers.push(worker);
        worker.tell({
          buffer: this.#buffer,
          memory: this.#memory,
          index,
          modules: untold(modules, 0),
        });
      }
    } catch (error) {
      this.#lost((error as Error).message);
    }
    this.#messages = this.#workers.length;
    this.#told = modules.length;
  }

  /** Tells those that have started of the modules that have come: first that there is a message, for who sleeps gets none. */
  tell(modules: readonly PoolModule[]): void {
    if (!this.isStarted) return;
    Atomics.add(this.#words, WORD.told, 1);
    Atomics.add(this.#words, WORD.wake, 1);
    Atomics.notify(this.#words, WORD.wake);
    this.#messages += this.#workers.length;
    for (const worker of this.#workers) worker.tell({ modules: untold(modules, this.#told) });
    this.#told = modules.length;
  }

  end(): void {
    for (const worker of this.#workers) worker.end();
  }
}

function untold(modules: readonly PoolModule[], first: number) {
  return modules.slice(first).map(({ module, isCore }) => ({ module, isCore }));
}
