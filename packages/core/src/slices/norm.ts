import type { NormKernels } from '../generated/kernels-norm';
import { behind, type Slices } from '../wasm/kernel-module';
import { byRow } from './slicing';

/** How the kernels of norms are cut; those that sum over rows are not, or by the op. */
export const slices: Slices<NormKernels> = {
  rowNormForward: byRow(0.5, { rows: 6, width: 7, wide: [0, 3], narrow: [4, 5] }),
  channelNormForward:
    (whole, cut) =>
    (x, scale, shift, means, variances, y, outer, places, channels, groups, eps, scratch) => {
      const moments = [means, variances] as const;
      const rest = [channels, groups, eps, scratch] as const;
      if (outer !== 1 || places < 2 || !cut.begin(0.3 * places * channels)) {
        return whole(x, scale, shift, ...moments, y, outer, places, ...rest);
      }
      const step = cut.step(places, 1);
      for (let from = 0; from < places; from += step) {
        const [own, to] = [behind(x, 4 * from * channels), behind(y, 4 * from * channels)];
        cut.add(own, scale, shift, ...moments, to, 1, Math.min(step, places - from), ...rest);
      }
      cut.run();
    },
};
