import type { Gradients } from '../tape/value-and-grads';
import { checkUpdates, expectGradientMap } from './check-update';

type Update = (gradients: Gradients) => void;

/** What is known of any optimiser. */
interface Updating {
  readonly rule: string;
  readonly learningRate: number;
  readonly update: Update;
}

/** An update in two halves, so that several optimisers change all or nothing. */
export interface Phases {
  /** What may fail: checks, and all memory. */
  prepare(gradients: Gradients): void;
  /** The update itself. */
  apply(gradients: Gradients): void;
  /** Frees what a `prepare` has made whose `apply` does not follow, or failed. */
  undo?(gradients: Gradients): void;
}

// By the method, not by the optimiser: one that wraps or replaces the method is updated by its own.
const known = /* @__PURE__ */ new WeakMap<Update, Phases>();

/** The `update` that these phases make. */
export function updateIn(rule: string, phases: Phases): Update {
  const update = (gradients: Gradients) => {
    expectGradientMap(`${rule}.update`, gradients);
    try {
      phases.prepare(gradients);
      phases.apply(gradients);
    } catch (error) {
      phases.undo?.(gradients);
      throw error;
    }
  };
  known.set(update, phases);
  return update;
}

/** The phases of any optimiser; of one that is not ours only the checks come first. */
export function phasesOf(optimizer: Updating): Phases {
  return (
    known.get(optimizer.update) ?? {
      prepare: (gradients) => checkUpdates(optimizer.rule, gradients, optimizer.learningRate),
      apply: (gradients) => optimizer.update(gradients),
    }
  );
}
