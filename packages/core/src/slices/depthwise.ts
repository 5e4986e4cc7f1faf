import type { DepthwiseKernels } from '../generated/kernels-depthwise';
import { behind, type Slices } from '../wasm/kernel-module';
import { imageParts, rowParts, type WindowSizes, windowSizes } from './windows';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 6;

function costOf({ batch, output, taps }: WindowSizes): number {
  return (batch * output * taps) / SPEED;
}

/** By images, or rows of places; the gradient of the filter, a sum over them, is cut by the op. */
export const slices: Slices<DepthwiseKernels> = {
  depthwiseForward: (whole, cut) => (plan, x, w, bias, activation, y) => {
    const sizes = windowSizes(cut, plan);
    if (!cut.begin(costOf(sizes))) return whole(plan, x, w, bias, activation, y);
    for (const part of rowParts(cut, sizes)) {
      const [from, to] = [behind(x, 4 * part.input), behind(y, 4 * part.output)];
      cut.add(part.plan, from, w, bias, activation, to);
    }
    cut.run();
  },
  depthwiseFlipped: (whole, cut) => (plan, dz, w, dx) => {
    const sizes = windowSizes(cut, plan);
    if (!cut.begin(costOf(sizes))) return whole(plan, dz, w, dx);
    for (const part of rowParts(cut, sizes)) {
      cut.add(part.plan, behind(dz, 4 * part.input), w, behind(dx, 4 * part.output));
    }
    cut.run();
  },
  depthwiseInputGradient: (whole, cut) => (plan, dz, w, dx, size) => {
    const sizes = windowSizes(cut, plan);
    if (sizes.batch < 2 || !cut.begin(costOf(sizes))) return whole(plan, dz, w, dx, size);
    for (const part of imageParts(cut, sizes)) {
      const [from, to] = [behind(dz, 4 * part.output), behind(dx, 4 * part.input)];
      cut.add(part.plan, from, w, to, part.images * sizes.input);
    }
    cut.run();
  },
};
