import { further, type Slices } from '@dl/core/extend';
import type { RnnKernels } from '../generated/kernels';
import { partOfBatch } from './part-of-batch';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

/** The kernels for whole sequences are cut by rows of the batch: no thread waits for another at any step. */
export const slices: Slices<RnnKernels> = {
  rnnForward:
    (whole, cut) =>
    (
      batch,
      time,
      inSize,
      hidden,
      x,
      wx,
      bias,
      wh,
      h0,
      y,
      last,
      lengths,
      reverse,
      activation,
      scratch,
    ) => {
      const weights = [wx, bias, wh] as const;
      const rest = [reverse, activation, scratch] as const;
      const work = batch * time * hidden * (inSize + hidden);
      const step = partOfBatch(cut, batch, time, work / SPEED);
      if (step === 0) {
        return whole(batch, time, inSize, hidden, x, ...weights, h0, y, last, lengths, ...rest);
      }
      for (let from = 0; from < batch; from += step) {
        const [state, steps] = [4 * from * hidden, 4 * from * time];
        cut.add(
          Math.min(step, batch - from),
          time,
          inSize,
          hidden,
          further(x, steps * inSize),
          ...weights,
          further(h0, state),
          further(y, steps * hidden),
          further(last, state),
          further(lengths, 4 * from),
          ...rest,
        );
      }
      cut.run();
    },
  rnnBackward:
    (whole, cut) =>
    (batch, time, hidden, y, dy, dlast, wh, dz, dh0, lengths, reverse, activation, scratch) => {
      const rest = [reverse, activation, scratch] as const;
      const step = partOfBatch(cut, batch, time, (batch * time * hidden * hidden) / SPEED);
      if (step === 0)
        return whole(batch, time, hidden, y, dy, dlast, wh, dz, dh0, lengths, ...rest);
      for (let from = 0; from < batch; from += step) {
        const [state, steps] = [4 * from * hidden, 4 * from * time * hidden];
        cut.add(
          Math.min(step, batch - from),
          time,
          hidden,
          further(y, steps),
          further(dy, steps),
          further(dlast, state),
          wh,
          further(dz, steps),
          further(dh0, state),
          further(lengths, 4 * from),
          ...rest,
        );
      }
      cut.run();
    },
};
