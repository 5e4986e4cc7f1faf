import type { StepReport } from '../../kit/worker/experiment';
import { LossHistory } from '../../kit/worker/loss-history';

type Steps = AsyncGenerator<StepReport, void, void>;

/** Two trainings, a step of one and a step of the other. If the second diverges, the first goes on alone. */
export class SideBySide {
  readonly #first = new LossHistory();
  readonly #second = new LossHistory();
  #diverged = false;

  constructor(
    readonly first: Steps,
    readonly second: Steps,
  ) {}

  /** Whether the second one has diverged. */
  get diverged(): boolean {
    return this.#diverged;
  }

  /** The losses of both at the same steps: NaN for the second once it has diverged. */
  losses() {
    const { steps, losses } = this.#first.arrays();
    return { steps, gated: losses, plain: this.#second.arrays().losses };
  }

  /** Steps whose loss is that of the first. */
  async *steps(): Steps {
    try {
      for (;;) {
        const { value, done } = await this.first.next();
        if (done || !value) return;
        const other = await this.#next();
        const loss = async () => {
          const own = await value.loss();
          this.#first.add(value.step, own);
          // A history that stops would have other steps from its next merge on.
          this.#second.add(value.step, other ? await other.loss() : Number.NaN);
          return own;
        };
        yield { step: value.step, loss };
      }
    } finally {
      await this.first.return();
      await this.second.return();
    }
  }

  async #next(): Promise<StepReport | undefined> {
    if (this.#diverged) return undefined;
    try {
      return (await this.second.next()).value ?? undefined;
    } catch (error) {
      if (!/expected a finite number/.test((error as Error).message)) throw error;
      this.#diverged = true;
      return undefined;
    }
  }
}
