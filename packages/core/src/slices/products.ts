import type { CoreKernels } from '../generated/kernels';
import { behind, type Slicing } from '../wasm/kernel-module';

// Numbers of the product's own (wasm/gemm*.ts): beyond them a part would go another way than the whole, and round otherwise.

/** Multiplications a nanosecond, on one thread. */
const SPEED = 20;
/** Up to so many rows, B may stay where it lies; what has more rows has it packed. */
const ROWS_IN_PLACE = 64;
/** From so many rows on there are no dot products. */
const FEWEST_ROWS = 20;
/** Columns of a panel. */
const PANEL = 16;

/** Rows of C, or columns where there are few rows. */
export const products: Slicing<CoreKernels['gemm']> =
  (whole, cut) => (m, n, k, a, lda, transA, b, ldb, transB, c, ldc, accumulate, scratch) => {
    const work = m * n * k;
    if (!cut.begin(work / SPEED)) {
      return whole(m, n, k, a, lda, transA, b, ldb, transB, c, ldc, accumulate, scratch);
    }
    const least = m > ROWS_IN_PLACE ? ROWS_IN_PLACE + 4 : FEWEST_ROWS;
    const byRows = m >= 2 * least && (m >= n || m >= 4 * least);
    if (byRows) {
      const step = Math.max(cut.step(m, 4), least);
      for (let from = 0, rows = step; from < m; from += rows) {
        if (m - from - rows < least) rows = m - from;
        const left = behind(a, 4 * from * (transA ? 1 : lda));
        const to = behind(c, 4 * from * ldc);
        cut.add(rows, n, k, left, lda, transA, b, ldb, transB, to, ldc, accumulate, scratch);
      }
    } else {
      const step = cut.step(n, PANEL);
      for (let from = 0, columns = step; from < n; from += columns) {
        if (n - from - columns < PANEL) columns = n - from;
        const right = behind(b, 4 * from * (transB ? ldb : 1));
        const to = behind(c, 4 * from);
        cut.add(m, columns, k, a, lda, transA, right, ldb, transB, to, ldc, accumulate, scratch);
      }
    }
    cut.run();
  };

/** Whole products; few large ones are cut themselves. */
export const batchedProducts: Slicing<CoreKernels['gemmBatched']> =
  (whole, cut) =>
  (
    batch,
    strideA,
    strideB,
    strideC,
    m,
    n,
    k,
    a,
    lda,
    transA,
    b,
    ldb,
    transB,
    c,
    ldc,
    accumulate,
    scratch,
  ) => {
    const strides = [strideA, strideB, strideC] as const;
    const sizes = [m, n, k] as const;
    const rest = [ldc, accumulate, scratch] as const;
    if (batch < 2 || !cut.begin((batch * m * n * k) / SPEED)) {
      return whole(batch, ...strides, ...sizes, a, lda, transA, b, ldb, transB, c, ...rest);
    }
    const step = cut.step(batch, 1);
    for (let from = 0; from < batch; from += step) {
      const left = behind(a, 4 * from * strideA);
      const right = behind(b, 4 * from * strideB);
      const to = behind(c, 4 * from * strideC);
      const count = Math.min(step, batch - from);
      cut.add(count, ...strides, ...sizes, left, lda, transA, right, ldb, transB, to, ...rest);
    }
    cut.run();
  };
