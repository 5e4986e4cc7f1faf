import { seconds } from './format';

/** How fast a run goes and how long it will still take, over the whole run so far. */
export class Pace {
  readonly #begun = performance.now();

  constructor(
    readonly total: number,
    readonly start: number,
  ) {}

  /** `9,120 steps/s, 1.2 s left`. */
  text(step: number): string {
    const elapsed = (performance.now() - this.#begun) / 1000;
    const rate = elapsed > 0 ? (step - this.start) / elapsed : 0;
    const left = rate > 0 ? (this.total - step) / rate : Number.POSITIVE_INFINITY;
    return `${perSecond(rate)}, ${seconds(left)} left`;
  }
}

function perSecond(rate: number): string {
  if (rate >= 10) return `${Math.round(rate).toLocaleString('en-US')} steps/s`;
  return `${rate.toFixed(1)} steps/s`;
}
