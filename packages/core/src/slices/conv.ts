import type { ConvKernels } from '../generated/kernels-conv';
import { behind, further, type Slices } from '../wasm/kernel-module';
import { imageParts, productParts, rowParts, type WindowSizes, windowSizes } from './windows';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 20;
/** A tile of Winograd's is two rows high. */
const TILE = 2;
function costOf({ batch, places, out, taps, depth }: WindowSizes): number {
  return (batch * places * out * taps * depth) / SPEED;
}

/** By images, or rows of places, of products by channels too; the gradient of the filter, a sum over them, is cut by the op. */
export const slices: Slices<ConvKernels> = {
  convForward: (whole, cut) => (plan, x, w, bias, activation, y, scratch) => {
    const sizes = windowSizes(cut, plan);
    if (!cut.begin(costOf(sizes))) return whole(plan, x, w, bias, activation, y, scratch);
    for (const part of productParts(cut, sizes) ?? rowParts(cut, sizes, TILE)) {
      const first = 4 * ('channel' in part ? part.channel : 0);
      const from = behind(x, 4 * part.input);
      const biasAt = further(bias, first);
      const to = behind(y, 4 * part.output);
      cut.add(part.plan, from, behind(w, first), biasAt, activation, to, scratch);
    }
    cut.run();
  },
  convInputGradient: (whole, cut) => (plan, dz, w, dx, size, scratch) => {
    const sizes = windowSizes(cut, plan);
    if (sizes.batch < 2 || !cut.begin(costOf(sizes))) return whole(plan, dz, w, dx, size, scratch);
    for (const part of imageParts(cut, sizes)) {
      const [from, to] = [behind(dz, 4 * part.output), behind(dx, 4 * part.input)];
      cut.add(part.plan, from, w, to, part.images * sizes.input, scratch);
    }
    cut.run();
  },
};
