/** How many jobs are judged together. */
const JOBS = 16;
/** The share of their time that the main thread may wait for others, beyond a call. */
const MOST_WAITING = 0.3;
/** Milliseconds for which one thread runs. */
const PAUSE = 50;

/**
 * Where other programs hold the cores, a worker is stopped while it holds a call, and all wait for it. This says
 * when: if the main thread has waited for long, it runs alone for a while, then tries again. That it waits for about one call
 * is in the nature of a job: somebody is the last.
 */
export class BackOff {
  #jobs = 0;
  #working = 0;
  #waiting = 0;
  #until = 0;

  isOn(): boolean {
    return this.#until > 0 && this.#isBefore();
  }

  /** After a job: milliseconds in which the main thread worked, on how many calls, and waited. */
  note(working: number, calls: number, waiting: number): void {
    // Where others did all there is nothing to compare with.
    if (calls === 0) return;
    this.#working += working;
    this.#waiting += Math.max(0, waiting - working / calls);
    if (++this.#jobs < JOBS) return;
    if (this.#waiting > MOST_WAITING * (this.#working + this.#waiting)) {
      this.#until = performance.now() + PAUSE;
    }
    this.#jobs = this.#working = this.#waiting = 0;
  }

  #isBefore(): boolean {
    if (performance.now() < this.#until) return true;
    this.#until = 0;
    return false;
  }
}
