/** Steps a second over the last second. */
export class Rate {
  #marks: { time: number; step: number }[] = [];

  /** Forgets what was: the run stood still. */
  clear(): void {
    this.#marks = [];
  }

  /** Notes that `step` is reached at `time`, in ms. */
  mark(time: number, step: number): void {
    this.#marks.push({ time, step });
    while (this.#marks.length > 2 && time - (this.#marks[0]?.time ?? 0) > 1000) this.#marks.shift();
  }

  /** Undefined before there are two marks. */
  perSecond(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.time <= first.time) return undefined;
    return ((last.step - first.step) * 1000) / (last.time - first.time);
  }
}

/** How many steps are due at a speed, without making up for more than a tenth of a second. */
export class Pace {
  #from = 0;
  #done = 0;

  /** `speed` in steps a second; 0 is no limit. */
  constructor(readonly speed: number) {}

  /** Begins to count at `time`, in ms. */
  begin(time: number): void {
    this.#from = time;
    this.#done = 0;
  }

  /** Steps that are due at `time`. */
  due(time: number): number {
    if (this.speed === 0) return Number.POSITIVE_INFINITY;
    const wanted = ((time - this.#from) * this.speed) / 1000;
    const most = Math.max(1, this.speed / 10);
    if (wanted - this.#done > most) this.#done = wanted - most;
    return Math.floor(wanted - this.#done);
  }

  /** Counts a step that was made. */
  count(): void {
    this.#done++;
  }
}
