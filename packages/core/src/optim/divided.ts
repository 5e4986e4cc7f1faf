import type * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from '../tape/value-and-grads';
import { checkRestored } from './check-update';
import type { Optimizer } from './optimizer';
import type { ParameterState, RestoredState } from './parameter-state';
import { type Phases, phasesOf, updateIn } from './phases';

/** How several optimisers are one. */
export interface Division {
  /** Of its errors. */
  readonly name: string;
  readonly rule: string;
  /** Each of them once; the first has the learning rate and the steps. */
  readonly optimizers: readonly Optimizer[];
  /** Which of them updates a parameter, always the same. @throws RangeError for a parameter of none */
  ownerOf(where: string, parameter: tf.Variable): Optimizer;
}

/** One optimiser made of several, each for its own parameters. All are updated, or none. */
export function divided({ name, rule, optimizers, ownerOf }: Division): Optimizer {
  const [first] = optimizers as [Optimizer];
  const split = <V>(where: string, entries: ReadonlyMap<tf.Variable, V>) => {
    const shares = new Map(optimizers.map((optimizer) => [optimizer, new Map<tf.Variable, V>()]));
    for (const [parameter, value] of entries) {
      shares.get(ownerOf(where, parameter))?.set(parameter, value);
    }
    return shares;
  };
  /** The phases of the last update, with what each is given. */
  let begun: [Phases, Gradients][] = [];
  return {
    rule,
    slots: [...new Set(optimizers.flatMap(({ slots }) => slots))],
    slotsOf(parameter) {
      const owner = ownerOf(`${name}.slotsOf`, parameter);
      return owner.slotsOf?.(parameter) ?? owner.slots;
    },
    get steps() {
      return first.steps;
    },
    get learningRate() {
      return first.learningRate;
    },
    get state() {
      return new Map<tf.Variable, ParameterState>(optimizers.flatMap(({ state }) => [...state]));
    },
    update: updateIn(name, {
      prepare(gradients) {
        begun = [];
        for (const [optimizer, share] of split(`${name}.update`, gradients)) {
          const phases = phasesOf(optimizer);
          begun.push([phases, share]);
          phases.prepare(share);
        }
      },
      apply() {
        for (const [phases, share] of begun) phases.apply(share);
      },
      undo() {
        for (const [phases, share] of begun) phases.undo?.(share);
      },
    }),
    restore(steps: number, state: ReadonlyMap<tf.Variable, RestoredState>) {
      const shares = split(`${name}.restore`, state);
      for (const [optimizer, share] of shares) {
        for (const [parameter, own] of share) {
          const slots = optimizer.slotsOf?.(parameter) ?? optimizer.slots;
          checkRestored(optimizer.rule, slots, parameter, own);
        }
      }
      for (const [optimizer, share] of shares) optimizer.restore(steps, share);
    },
    dispose() {
      for (const optimizer of optimizers) optimizer.dispose();
    },
  };
}
