import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { describeShape, expected } from '../check/describe';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { divided } from './divided';
import type { Optimizer } from './optimizer';

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
  return divided({
    name: 'groups',
    rule: `groups(${optimizers.map(({ rule }) => rule).join(', ')})`,
    optimizers,
    ownerOf: (where, parameter) => ownerOf(where, owners, parameter),
  });
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
