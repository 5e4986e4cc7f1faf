import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger, LARGEST } from './number';
import type { OptionCheck } from './options';
import { expectTensor } from './tensor';

const PATTERN = ['batch', 'time', 'classes'];

/**
 * Checks logits float32 [batch, time, classes], of which batch and time may be empty.
 *
 * @throws ShapeError, TypeError, Error as `expectTensor`
 */
export function expectFrames(where: string, logits: tf.Tensor): [number, number, number] {
  expectTensor(where, 'logits', logits, PATTERN, 'float32', true);
  if (logits.shape[2] === 0) expectTensor(where, 'logits', logits, PATTERN);
  return logits.shape as [number, number, number];
}

/** The check of a class, before it is known how many there are. */
export const someClass: OptionCheck = (where, name, value) =>
  expectInteger(where, name, value as number, 0, LARGEST);
