import {
  adam,
  adamW,
  cosineDecay,
  dispose,
  type Optimizer,
  parameterCount,
  type Rng,
  warmup,
} from '@dl/core';
import { labelOf } from '../../kit/settings';
import type { Text } from '../../kit/text';
import { READERS, Reader, type ReaderName } from './readers';
import { readerOfSize } from './same-size';
import { SETTINGS, type TasksValues } from './settings';

/** The norm that gradients are cut to. */
export const CLIP = 1;
/** The share of steps in which the learning rate warms up. */
const WARM = 0.05;

/** Networks by name. */
export type Nets = Readonly<Record<string, Reader>>;

/** What people call the networks. */
export function namesOf(nets: Nets): Record<string, Text> {
  const names = Object.keys(nets) as ReaderName[];
  return Object.fromEntries(names.map((name) => [name, labelOf(SETTINGS.model, name)]));
}

/** The networks that are asked for: as many parameters as the Transformer has, or as near as a width comes. */
export function makeNets(values: TasksValues, vocabulary: number, rng: Rng): Nets {
  const { model, width, layers, heads } = values;
  if (width % heads !== 0) {
    const rule = `tasks: width: expected a multiple of the ${heads} heads`;
    throw new RangeError(`${rule}, got ${width}`);
  }
  const options = (name: string) => ({ layers, heads, vocabulary, rng: rng.fold(name) });
  const transformer = new Reader('transformer', width, options('transformer'));
  const wanted = parameterCount(transformer);
  const names = model === 'all' ? READERS : [model];
  const others = names.filter((name) => name !== 'transformer');
  const made = others.map((name) => [name, readerOfSize(name, wanted, options(name))] as const);
  if (others.length < names.length) return { transformer, ...Object.fromEntries(made) };
  dispose(transformer);
  return Object.fromEntries(made);
}

/** Adam, or AdamW with a decay: warms up, then falls to 0, or stays. */
export function optimizerOf(
  { learningRate, weightDecay, steps }: TasksValues,
  { stays }: { stays: boolean },
): Optimizer {
  const rate = warmup(
    stays ? learningRate : cosineDecay(learningRate, { steps }),
    Math.ceil(WARM * steps),
  );
  return weightDecay === 0
    ? adam({ learningRate: rate })
    : adamW({ learningRate: rate, weightDecay, beta2: 0.98 });
}
