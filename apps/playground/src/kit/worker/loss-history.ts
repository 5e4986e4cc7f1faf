import type { LossArrays } from './protocol';

/**
 * The losses of a run in bounded memory: each point is the mean of `stride` steps, and `stride` doubles whenever
 * there are more than `capacity` points.
 */
export class LossHistory {
  readonly #steps: number[] = [];
  readonly #losses: number[] = [];
  #stride = 1;
  #sum = 0;
  #count = 0;
  #last = 0;

  /** `capacity` is even. */
  constructor(readonly capacity = 800) {}

  /** Adds the loss of a step, which is after all steps before. */
  add(step: number, loss: number): void {
    this.#sum += loss;
    this.#last = step;
    if (++this.#count < this.#stride) return;
    this.#steps.push(step);
    this.#losses.push(this.#sum / this.#count);
    this.#sum = 0;
    this.#count = 0;
    if (this.#steps.length > this.capacity) this.#merge();
  }

  /** New arrays of all points; the last one may be of fewer steps. */
  arrays(): { steps: Float64Array<ArrayBuffer>; losses: Float64Array<ArrayBuffer> } {
    const open = this.#count > 0;
    const steps = new Float64Array(this.#steps.length + Number(open));
    const losses = new Float64Array(steps.length);
    steps.set(this.#steps);
    losses.set(this.#losses);
    if (open) {
      steps[steps.length - 1] = this.#last;
      losses[losses.length - 1] = this.#sum / this.#count;
    }
    return { steps, losses };
  }

  #merge(): void {
    const pairs = Math.floor(this.#steps.length / 2);
    const odd = this.#steps.length % 2 === 1;
    const last = this.#losses[this.#losses.length - 1] as number;
    for (let i = 0; i < pairs; i++) {
      this.#steps[i] = this.#steps[2 * i + 1] as number;
      this.#losses[i] = ((this.#losses[2 * i] as number) + (this.#losses[2 * i + 1] as number)) / 2;
    }
    this.#steps.length = pairs;
    this.#losses.length = pairs;
    if (odd) {
      this.#sum = last * this.#stride;
      this.#count = this.#stride;
    }
    this.#stride *= 2;
  }
}

/** The losses of a run, and those of each in a contest at the same steps. */
export class LossHistories {
  readonly #first = new LossHistory();
  readonly #each = new Map<string, LossHistory>();

  /** `each`: by name, NaN of one that has diverged. */
  add(step: number, loss: number, each: Readonly<Record<string, number>> = {}): void {
    this.#first.add(step, loss);
    for (const [name, own] of Object.entries(each)) {
      const history = this.#each.get(name) ?? new LossHistory();
      this.#each.set(name, history);
      history.add(step, own);
    }
  }

  /** New arrays of all points. */
  arrays(): LossArrays {
    const each = [...this.#each].map(([name, own]) => [name, own.arrays().losses] as const);
    return { ...this.#first.arrays(), each: Object.fromEntries(each) };
  }
}
