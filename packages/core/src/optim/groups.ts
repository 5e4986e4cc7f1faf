import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { describeShape, expected } from '../check/describe';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import type { Gradients } from '../tape/value-and-grads';
import { checkRestored } from './check-update';
import type { Optimizer } from './optimizer';
import type { ParameterState, RestoredState } from './parameter-state';
import { type Phases, phasesOf, updateIn } from './phases';

/** Parameters that one optimiser updates. */
export interface ParameterGroup {
  readonly parameters: readonly tf.Variable[];
  readonly optimizer: Optimizer;
}

/**
 * One optimiser made of several, each for its own parameters: other rates, weight decay for weights
 * only, other rules. Its `learningRate` is that of the first group.
 *
 * ```ts
 * const optimizer = groups([
 *   { parameters: parameters(encoder), optimizer: adamW({ learningRate: 1e-5 }) },
 *   { parameters: parameters(head), optimizer: adamW({ learningRate: 1e-3 }) },
 * ]);
 * ```
 *
 * @throws RangeError if there is no group, or if two share a parameter or an optimiser; from its methods for a parameter of no group
 */
export function groups(parts: readonly ParameterGroup[]): Optimizer {
  const { owners, optimizers } = readGroups(parts);
  const [first] = optimizers as [Optimizer];
  const split = <V>(where: string, entries: ReadonlyMap<tf.Variable, V>) => {
    const shares = new Map(optimizers.map((optimizer) => [optimizer, new Map<tf.Variable, V>()]));
    for (const [parameter, value] of entries) {
      shares.get(ownerOf(where, owners, parameter))?.set(parameter, value);
    }
    return shares;
  };
  /** The phases of the last update, with what each is given. */
  let begun: [Phases, Gradients][] = [];
  return {
    rule: `groups(${optimizers.map(({ rule }) => rule).join(', ')})`,
    slots: [...new Set(optimizers.flatMap(({ slots }) => slots))],
    slotsOf(parameter) {
      const owner = ownerOf('groups.slotsOf', owners, parameter);
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
    update: updateIn('groups', {
      prepare(gradients) {
        begun = [];
        for (const [optimizer, share] of split('groups.update', gradients)) {
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
      const shares = split('groups.restore', state);
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

const PART: OptionChecks<ParameterGroup> = { parameters: checkedLater, optimizer: checkedLater };

interface Groups {
  readonly owners: ReadonlyMap<tf.Variable, Optimizer>;
  /** One a group, in their order. */
  readonly optimizers: readonly Optimizer[];
}

function readGroups(parts: readonly ParameterGroup[]): Groups {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new RangeError(expected('groups: parts', 'at least one group', parts));
  }
  const owners = new Map<tf.Variable, Optimizer>();
  const optimizers = new Set<Optimizer>();
  Array.from(parts as readonly ParameterGroup[]).forEach((part, i) => {
    const where = `groups: parts.${i}`;
    const { parameters, optimizer } = readOptions(where, part ?? null, PART);
    expectFunction(where, 'optimizer.update', optimizer?.update);
    if (!Array.isArray(parameters)) {
      throw new TypeError(expected(`${where}: parameters`, 'an array of Variables', parameters));
    }
    if (optimizers.has(optimizer)) {
      throw new RangeError(
        `groups: parts.${i}: expected an optimiser of its own, got that of an earlier group`,
      );
    }
    optimizers.add(optimizer);
    for (const parameter of Array.from(parameters as readonly tf.Variable[])) {
      if (!(parameter instanceof tf.Tensor)) {
        throw new TypeError(expected(`${where}: parameters`, 'Variables', parameter));
      }
      if (owners.has(parameter)) {
        const shape = describeShape(parameter.shape);
        throw new RangeError(
          `groups: parts.${i}: expected parameters of one group each, got ${shape} again`,
        );
      }
      owners.set(parameter, optimizer);
    }
  });
  return { owners, optimizers: [...optimizers] };
}

function ownerOf(
  where: string,
  owners: ReadonlyMap<tf.Variable, Optimizer>,
  parameter: tf.Variable,
): Optimizer {
  const owner = owners.get(parameter);
  if (owner !== undefined) return owner;
  const shape = describeShape(parameter.shape);
  throw new RangeError(`${where}: expected parameters of a group, got ${shape} of none`);
}
