import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../../check/describe';
import type { OptionCheck } from '../../check/options';
import { expectTensor } from '../../check/tensor';
import { isRecording, type Named } from '../../tape/record';
import {
  ACTIVATION_CODE,
  type Activation,
  type FusedActivation,
  relu,
  relu6,
  sigmoid,
  tanh,
} from './activation';
import { hardSwish } from './hard-swish';

/** Checks an `Activation`. @throws RangeError `linear: activation: expected "none", "relu", … or a function such as gelu, got "softsign"` */
export const expectActivation: OptionCheck = (where, name, value) => {
  if (typeof value === 'function') return;
  if (typeof value === 'string' && Object.hasOwn(ACTIVATION_CODE, value)) return;
  const words = Object.keys(ACTIVATION_CODE).map((word) => JSON.stringify(word));
  throw new RangeError(
    expected(`${where}: ${name}`, `${words.join(', ')} or a function such as gelu`, value),
  );
};

const FUSED = { relu, tanh, sigmoid, relu6, hardSwish };

/** The word for a function that kernels apply as well; undefined for another. */
export function fusedNameOf(f: unknown): FusedActivation | undefined {
  return (Object.keys(FUSED) as (keyof typeof FUSED)[]).find((name) => FUSED[name] === f);
}

/** Whether a kernel applies it, recorded or not: then `ending` would do nothing, which small layers notice. */
export function isFused(
  activation: Activation,
): activation is Exclude<FusedActivation, 'hardSwish'> {
  return typeof activation === 'string' && activation !== 'hardSwish';
}

/**
 * Runs an op that ends with an activation: `run` of one that its kernel applies. A function runs behind it, and so does
 * `hardSwish` while it is recorded, since its derivative asks for what went in.
 *
 * @param inputs of the op
 * @throws TypeError, ShapeError if the function gives something else than a tensor of the same shape
 */
export function ending<T extends tf.Tensor>(
  where: string,
  activation: Activation,
  inputs: Named,
  run: (fused: FusedActivation) => T,
): T {
  const fused = typeof activation === 'string' ? activation : fusedNameOf(activation);
  if (fused !== undefined && (fused !== 'hardSwish' || !isRecording(inputs))) return run(fused);
  const f = typeof activation === 'function' ? activation : hardSwish;
  return tf.tidy(() => {
    const z = run('none');
    const y = f(z);
    expectTensor(where, 'activation', y, z.shape);
    return y as T;
  });
}
