import { further, type Slices } from '@dl/core/extend';
import { partOfBatch } from '@dl/rnn/cell';
import type { GruKernels } from '../generated/kernels-gru';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

/** By rows of the batch: no thread waits for another at any step. */
export const slices: Slices<GruKernels> = {
  gruForward: (whole, cut) => (args) => {
    const { batch, time, inSize, hidden } = args;
    const work = batch * time * 3 * hidden * (inSize + hidden);
    const step = partOfBatch(cut, batch, time, work / SPEED);
    if (step === 0) return whole(args);
    for (let from = 0; from < batch; from += step) {
      const [rows, steps] = [4 * from, 4 * from * time];
      cut.add({
        ...args,
        batch: Math.min(step, batch - from),
        x: further(args.x, steps * inSize),
        h0: further(args.h0, rows * hidden),
        y: further(args.y, steps * hidden),
        last: further(args.last, rows * hidden),
        gates: further(args.gates, steps * 3 * hidden),
        inner: further(args.inner, steps * hidden),
        lengths: further(args.lengths, rows),
      });
    }
    cut.run();
  },
  gruBackward: (whole, cut) => (args) => {
    const { batch, time, hidden } = args;
    const step = partOfBatch(cut, batch, time, (batch * time * 3 * hidden * hidden) / SPEED);
    if (step === 0) return whole(args);
    for (let from = 0; from < batch; from += step) {
      const [rows, steps] = [4 * from, 4 * from * time];
      cut.add({
        ...args,
        batch: Math.min(step, batch - from),
        y: further(args.y, steps * hidden),
        gates: further(args.gates, steps * 3 * hidden),
        inner: further(args.inner, steps * hidden),
        h0: further(args.h0, rows * hidden),
        dy: further(args.dy, steps * hidden),
        dlast: further(args.dlast, rows * hidden),
        dzx: further(args.dzx, steps * 3 * hidden),
        dzh: further(args.dzh, steps * 3 * hidden),
        dh0: further(args.dh0, rows * hidden),
        lengths: further(args.lengths, rows),
      });
    }
    cut.run();
  },
};
