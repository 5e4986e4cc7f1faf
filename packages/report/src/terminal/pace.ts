import { whole } from '../number';
import { seconds } from './seconds';

/** How fast a run goes and how long it will still take, over the whole run so far. */
export class Pace {
  readonly #begun = performance.now();

  constructor(
    readonly total: number | undefined,
    readonly start: number,
  ) {}

  get elapsed(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  /** `9,120 steps/s, 1.2 s left`; of a run without a known end the time so far. */
  text(step: number): string {
    return `${this.#rate(step)} steps/s, ${this.#time(step)}`;
  }

  /** The same in a narrow place: `9,120/s, 1.2 s`. */
  short(step: number): string {
    return `${this.#rate(step)}/s, ${this.#time(step).replace(/ left$/, '')}`;
  }

  #rate(step: number): string {
    const rate = this.#perSecond(step);
    return rate >= 10 ? whole(rate) : rate.toFixed(1);
  }

  #time(step: number): string {
    if (this.total === undefined) return seconds(this.elapsed);
    const rate = this.#perSecond(step);
    const left = rate > 0 ? (this.total - step) / rate : Number.POSITIVE_INFINITY;
    return `${seconds(left)} left`;
  }

  #perSecond(step: number): number {
    return this.elapsed > 0 ? (step - this.start) / this.elapsed : 0;
  }
}
