import type { SymmetricKernels } from '../generated/kernels-symmetric';
import type { Slices } from '../wasm/kernel-module';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 20;
/** Columns of a panel: a part begins where one does. */
const PANEL = 16;

/** By rows: those further down have fewer columns, and a part as many more of them. */
export const slices: Slices<SymmetricKernels> = {
  upperProduct: (whole, cut) => (first, rows, n, k, a, lda, transA, b, ldb, transB, c, scratch) => {
    if (first > 0 || rows < n || n < 2 * PANEL || !cut.begin((n * n * k) / 2 / SPEED)) {
      return whole(first, rows, n, k, a, lda, transA, b, ldb, transB, c, scratch);
    }
    const endOf = (part: number) => {
      const share = 1 - Math.sqrt(1 - part / cut.parts);
      return part === cut.parts ? n : Math.round((share * n) / PANEL) * PANEL;
    };
    for (let part = 0; part < cut.parts; part++) {
      const [from, to] = [endOf(part), endOf(part + 1)];
      if (to > from) cut.add(from, to - from, n, k, a, lda, transA, b, ldb, transB, c, scratch);
    }
    cut.run();
  },
};
