import { further, type Slices } from '@dl/core/extend';
import { partOfBatch } from '@dl/rnn/cell';
import type { LstmKernels } from '../generated/kernels-lstm';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

/** By rows of the batch: no thread waits for another at any step. */
export const slices: Slices<LstmKernels> = {
  lstmForward: (whole, cut) => (args) => {
    const { batch, time, inSize, hidden, out } = args;
    const work = batch * time * 4 * hidden * (inSize + out);
    const step = partOfBatch(cut, batch, time, work / SPEED);
    if (step === 0) return whole(args);
    for (let from = 0; from < batch; from += step) {
      const [rows, steps] = [4 * from, 4 * from * time];
      cut.add({
        ...args,
        batch: Math.min(step, batch - from),
        x: further(args.x, steps * inSize),
        h0: further(args.h0, rows * out),
        c0: further(args.c0, rows * hidden),
        y: further(args.y, steps * out),
        lastH: further(args.lastH, rows * out),
        lastC: further(args.lastC, rows * hidden),
        gates: further(args.gates, steps * 4 * hidden),
        cells: further(args.cells, steps * hidden),
        mids: further(args.mids, steps * hidden),
        lengths: further(args.lengths, rows),
      });
    }
    cut.run();
  },
  lstmBackward: (whole, cut) => (args) => {
    const { batch, time, hidden, out, dpeephole } = args;
    // The gradient of the peepholes is a sum over the batch.
    const isSum = dpeephole !== 0;
    const work = batch * time * 4 * hidden * out;
    const step = isSum ? 0 : partOfBatch(cut, batch, time, work / SPEED);
    if (step === 0) return whole(args);
    for (let from = 0; from < batch; from += step) {
      const [rows, steps] = [4 * from, 4 * from * time];
      cut.add({
        ...args,
        batch: Math.min(step, batch - from),
        gates: further(args.gates, steps * 4 * hidden),
        cells: further(args.cells, steps * hidden),
        c0: further(args.c0, rows * hidden),
        dy: further(args.dy, steps * out),
        dlastH: further(args.dlastH, rows * out),
        dlastC: further(args.dlastC, rows * hidden),
        dz: further(args.dz, steps * 4 * hidden),
        dh0: further(args.dh0, rows * out),
        dc0: further(args.dc0, rows * hidden),
        dhs: further(args.dhs, steps * out),
        lengths: further(args.lengths, rows),
      });
    }
    cut.run();
  },
};
