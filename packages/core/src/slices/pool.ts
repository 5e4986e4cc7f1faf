import type { PoolKernels } from '../generated/kernels-pool';
import { behind, type Slices } from '../wasm/kernel-module';
import { imageParts, rowParts, type WindowSizes, windowSizes } from './windows';

/** Entries of windows a nanosecond, on one thread. */
const SPEED = 4;
/** `counted` of means over bins, which do not slide. */
const BINS = 2;

function costOf({ batch, output, taps }: WindowSizes): number {
  return (batch * output * taps) / SPEED;
}

/** By images, or rows of places. */
export const slices: Slices<PoolKernels> = {
  maxPoolForward: (whole, cut) => (plan, x, y) => {
    const sizes = windowSizes(cut, plan);
    if (!cut.begin(costOf(sizes))) return whole(plan, x, y);
    for (const part of rowParts(cut, sizes)) {
      cut.add(part.plan, behind(x, 4 * part.input), behind(y, 4 * part.output));
    }
    cut.run();
  },
  maxPoolBackward: (whole, cut) => (plan, x, y, dy, dx, size) => {
    const sizes = windowSizes(cut, plan);
    if (sizes.batch < 2 || !cut.begin(2 * costOf(sizes))) return whole(plan, x, y, dy, dx, size);
    for (const part of imageParts(cut, sizes)) {
      const [input, output] = [4 * part.input, 4 * part.output];
      const inputs = [behind(x, input), behind(y, output), behind(dy, output)] as const;
      cut.add(part.plan, ...inputs, behind(dx, input), part.images * sizes.input);
    }
    cut.run();
  },
  avgPoolForward: (whole, cut) => (plan, x, y, counted) => {
    const sizes = windowSizes(cut, plan);
    if (counted === BINS || !cut.begin(costOf(sizes))) return whole(plan, x, y, counted);
    for (const part of rowParts(cut, sizes)) {
      cut.add(part.plan, behind(x, 4 * part.input), behind(y, 4 * part.output), counted);
    }
    cut.run();
  },
  avgPoolBackward: (whole, cut) => (plan, dy, dx, size, counted) => {
    const sizes = windowSizes(cut, plan);
    if (sizes.batch < 2 || !cut.begin(2 * costOf(sizes))) return whole(plan, dy, dx, size, counted);
    for (const part of imageParts(cut, sizes)) {
      const [from, to] = [behind(dy, 4 * part.output), behind(dx, 4 * part.input)];
      cut.add(part.plan, from, to, part.images * sizes.input, counted);
    }
    cut.run();
  },
};
