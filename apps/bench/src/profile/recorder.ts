/** What runs where no call is open. */
export const JAVASCRIPT = 'JavaScript';

/** One run, cut where a call begins or ends: in each segment one thing ran. */
export interface Trace {
  /** The innermost call that was open in each segment. */
  readonly labels: readonly string[];
  /** What each segment took, in ms. */
  readonly ms: readonly number[];
  /** How often each was called. */
  readonly calls: ReadonlyMap<string, number>;
}

/** Keeps when calls begin and end. */
export class Recorder {
  #open: string[] = [];
  #labels: string[] = [];
  #times: number[] = [];
  #calls = new Map<string, number>();

  /** The function with a clock around it. */
  wrap<A extends unknown[], R>(name: string, call: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      this.#cut();
      this.#open.push(name);
      this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
      try {
        return call(...args);
      } finally {
        this.#cut();
        this.#open.pop();
      }
    };
  }

  /** What is called while `work` runs. */
  async trace(work: () => void | Promise<void>): Promise<Trace> {
    this.#open = [];
    this.#labels = [];
    this.#times = [];
    this.#calls = new Map();
    const start = performance.now();
    await work();
    this.#cut();
    const times = this.#times;
    const ms = times.map((time, i) => time - (i === 0 ? start : (times[i - 1] as number)));
    return { labels: this.#labels, ms, calls: this.#calls };
  }

  #cut(): void {
    this.#times.push(performance.now());
    this.#labels.push(this.#open.at(-1) ?? JAVASCRIPT);
  }
}
