import type { Points } from '@dl/report';

/** The means of a series over stretches of `size` steps. */
export class BucketMeans {
  readonly #points: [number, number][] = [];
  #sum = 0;
  #count = 0;
  #first = 0;

  constructor(readonly size: number) {}

  add(step: number, value: number): void {
    if (this.#count === 0) this.#first = step;
    this.#sum += value;
    this.#count++;
    if (step % this.size === 0) this.#close(step);
  }

  /** The mean of the last whole stretch, or of what there is. */
  get latest(): number {
    return this.#points.at(-1)?.[1] ?? this.#sum / this.#count;
  }

  points(): Points {
    return this.#points;
  }

  #close(step: number): void {
    this.#points.push([(this.#first + step) / 2, this.#sum / this.#count]);
    this.#sum = 0;
    this.#count = 0;
  }
}
