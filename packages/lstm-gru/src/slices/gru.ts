import type { Slices } from '@dl/core/extend';
import { byBatch } from '@dl/rnn/cell';
import type { GruKernels } from '../generated/kernels-gru';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

/** By rows of the batch. */
export const slices: Slices<GruKernels> = {
  gruForward: (whole, cut) => (args) => {
    const { batch, time, inSize, hidden } = args;
    const work = batch * time * 3 * hidden * (inSize + hidden);
    byBatch(whole, cut, args, work / SPEED, {
      x: time * inSize,
      h0: hidden,
      y: time * hidden,
      last: hidden,
      gates: time * 3 * hidden,
      inner: time * hidden,
      lengths: 1,
    });
  },
  gruBackward: (whole, cut) => (args) => {
    const { batch, time, hidden } = args;
    byBatch(whole, cut, args, (batch * time * 3 * hidden * hidden) / SPEED, {
      y: time * hidden,
      gates: time * 3 * hidden,
      inner: time * hidden,
      h0: hidden,
      dy: time * hidden,
      dlast: hidden,
      dzx: time * 3 * hidden,
      dzh: time * 3 * hidden,
      dh0: hidden,
      lengths: 1,
    });
  },
};
