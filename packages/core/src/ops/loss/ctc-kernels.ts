import * as tf from '@tensorflow/tfjs-core';
import { CORE } from '../../generated/wasm';
import type { CtcKernels } from '../../generated/wasm-ctc';
import { op } from '../../tape/op';
import { isTaping } from '../../tape/record';
import { further } from '../../wasm/kernel-module';
import { addressOf, addressOrNone, allocate, readScalar, writeScalar } from '../../wasm/output';
import { kernelsOf, scratch, together, wasmBackend } from '../../wasm/registry';
import type { CtcInput } from './ctc-input';

/** What a state in a frame takes on one thread with the gradient, and what a class does, in nanoseconds. */
const [STATE, CLASS] = [3, 2];

/** `ctcLoss` where there are kernels: the gradient is made with the loss. */
export function ctcByKernels(kernels: CtcKernels, input: CtcInput): tf.Tensor {
  const { logits, factors } = input;
  const kept: { gradient?: tf.Tensor | undefined } = {};
  const y = op(
    'CtcLoss',
    { logits },
    {
      forward: () => {
        kept.gradient = isTaping(1) ? allocate(logits.shape) : undefined;
        const losses = allocate([logits.shape[0]]);
        runRows(kernels, input, losses, kept.gradient);
        return factors === undefined ? losses : total(losses, factors);
      },
      save: () => ({ gradient: kept.gradient as tf.Tensor }),
      gradients: (dy, { gradient }) => ({
        logits: () =>
          factors === undefined
            ? tf.tidy(() => tf.mul(gradient, tf.reshape(dy, [-1, 1, 1])))
            : scaled(gradient, dy),
      }),
    },
  );
  kept.gradient?.dispose();
  return y;
}

function runRows(
  kernels: CtcKernels,
  { logits, labels, times, counts, blank, zeroInfinity, factors }: CtcInput,
  losses: tf.Tensor,
  gradient: tf.Tensor | undefined,
): void {
  const [batch, time, classes] = logits.shape;
  const most = labels.shape[1];
  let bytes = 0;
  let nanoseconds = 0;
  for (let b = 0; b < batch; b++) {
    const [frames, count] = [times[b] as number, counts[b] as number];
    bytes = Math.max(bytes, kernels.ctcBytes(frames, count, gradient !== undefined));
    nanoseconds += frames * (STATE * (2 * count + 1) + CLASS * classes);
  }
  const room = scratch(bytes);
  const from = [addressOf(logits), addressOf(labels)] as const;
  const to = [addressOf(losses), addressOrNone(gradient)] as const;
  const frame = 4 * time * classes;
  together(nanoseconds, (call) => {
    for (let b = 0; b < batch; b++) {
      call(
        kernels.ctcRow,
        ...([further(from[0], b * frame), further(from[1], 4 * b * most)] as const),
        ...([further(to[0], 4 * b), further(to[1], b * frame)] as const),
        time,
        times[b] as number,
        counts[b] as number,
        classes,
        blank,
        factors?.[b] ?? 1,
        zeroInfinity,
        room,
      );
    }
  });
}

/** Σ factor loss, in the place of the losses. */
function total(losses: tf.Tensor, factors: Float32Array): tf.Tensor {
  const y = allocate([]);
  const at = addressOf(losses);
  const values = new Float32Array(wasmBackend().wasm.HEAPU8.buffer, at, losses.size);
  let sum = 0;
  for (let b = 0; b < values.length; b++) sum += (values[b] as number) * (factors[b] as number);
  writeScalar(y, sum);
  losses.dispose();
  return y;
}

function scaled(gradient: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const dx = allocate(gradient.shape);
  kernelsOf(CORE)?.scale(readScalar(dy), addressOf(gradient), addressOf(dx), gradient.size);
  return dx;
}
