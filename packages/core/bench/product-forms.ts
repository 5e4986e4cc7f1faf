import { numbers } from './inputs';

/** op(A) [m, k] by op(B) [k, n]. */
export interface ProductSizes {
  m: number;
  k: number;
  n: number;
  /** Which of the four transposes. Default: none of them, A·B. */
  forms?: readonly string[];
  /** All forms one after the other are one run. Default: each form is timed by itself. */
  together?: boolean;
}

/** The four transposes. */
export const ALL_FORMS = ['A·B', 'Aᵀ·B', 'A·Bᵀ', 'Aᵀ·Bᵀ'] as const;

/** The inputs of each form of a product: the same numbers, stored as the form reads them. */
export function forms({ m, k, n, forms = ['A·B'] }: ProductSizes) {
  return forms.map((name) => {
    const transposeA = name.startsWith('Aᵀ');
    const transposeB = name.endsWith('Bᵀ');
    const a: [Float32Array, [number, number]] = [numbers(m * k, 1), transposeA ? [k, m] : [m, k]];
    const b: [Float32Array, [number, number]] = [numbers(k * n, 2), transposeB ? [n, k] : [k, n]];
    return { name, transposeA, transposeB, a, b };
  });
}

/** The works of all forms, or one that does them all. */
export function worksOf(
  works: Readonly<Record<string, (times: number) => void>>,
  { together = false }: ProductSizes,
) {
  if (!together) return works;
  const all = Object.values(works);
  return (times: number) => {
    for (let i = 0; i < times; i++) for (const work of all) work(1);
  };
}

/** Multiply-adds of a product count as two operations: its GFLOP, times a thousand (so that over ms it is GFLOP/s). */
export function workOf({ m, k, n, forms = [], together = false }: ProductSizes): number {
  return ((2 * m * k * n) / 1e6) * (together ? forms.length : 1);
}
