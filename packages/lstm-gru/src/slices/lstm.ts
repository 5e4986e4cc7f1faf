import type { Slices } from '@dl/core/extend';
import { byBatch } from '@dl/rnn/cell';
import type { LstmKernels } from '../generated/kernels-lstm';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

/** By rows of the batch. */
export const slices: Slices<LstmKernels> = {
  lstmForward: (whole, cut) => (args) => {
    const { batch, time, inSize, hidden, out } = args;
    const work = batch * time * 4 * hidden * (inSize + out);
    byBatch(whole, cut, args, work / SPEED, {
      x: time * inSize,
      h0: out,
      c0: hidden,
      y: time * out,
      lastH: out,
      lastC: hidden,
      gates: time * 4 * hidden,
      cells: time * hidden,
      mids: time * hidden,
      lengths: 1,
    });
  },
  lstmBackward: (whole, cut) => (args) => {
    const { batch, time, hidden, out, dpeephole } = args;
    // The gradient of the peepholes is a sum over the batch.
    if (dpeephole !== 0) return whole(args);
    byBatch(whole, cut, args, (batch * time * 4 * hidden * out) / SPEED, {
      gates: time * 4 * hidden,
      cells: time * hidden,
      c0: hidden,
      dy: time * out,
      dlastH: out,
      dlastC: hidden,
      dz: time * 4 * hidden,
      dh0: out,
      dc0: hidden,
      dhs: time * out,
      lengths: 1,
    });
  },
};
