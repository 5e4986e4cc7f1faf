import { convRows } from './conv-rows';
import { ctcRows } from './ctc-rows';
import { embeddingRows } from './embedding-rows';
import { gptRows } from './gpt-rows';
import { matrixRows } from './matrix-rows';
import { mnistRows } from './mnist-rows';
import { mobilenetRows } from './mobilenet-rows';
import { normRows } from './norm-rows';
import { pageRows } from './page-rows';
import { ALL_FORMS, type ProductSizes, workOf } from './product-forms';
import { threadRows } from './thread-rows';

const SQUARE: ProductSizes = { m: 512, k: 512, n: 512 };
const GFLOPS = 'GFLOP/s';

/** The rows of this package. */
export const rows = [
  {
    id: 'core/product',
    row: "product, 512², the slowest of the four transposes, against tfjs's plain product",
    ...product({ ...SQUARE, forms: ALL_FORMS }, SQUARE),
    atLeast: { plain: 1, fused: 1.5 },
  },
  {
    id: 'core/product-peak',
    row: 'product, 512², the slowest of the four transposes, against as many multiply-adds in registers',
    unit: GFLOPS,
    amount: workOf(SQUARE),
    ours: ours({ ...SQUARE, forms: ALL_FORMS }),
    peer: {
      name: 'registers',
      node: async () => (await import('./product-peak')).productPeak(SQUARE),
    },
    atLeast: 0.8,
  },
  small('core/product-16', { m: 16, k: 16, n: 16 }, 2),
  small('core/product-32', { m: 32, k: 64, n: 64 }, 1.3),
  small('core/product-row', { m: 1, k: 256, n: 256 }, 1.3),
  {
    id: 'core/product-transposed',
    row: "product with a transpose, 512², the one where ours gains least, against tfjs's same product",
    ...product({ ...SQUARE, forms: ALL_FORMS.slice(1) }),
    atLeast: 25,
  },
  {
    id: 'core/product-transposed-all',
    row: "products with a transpose, 512² (Aᵀ·B, A·Bᵀ, Aᵀ·Bᵀ in turn), against tfjs's same products",
    ...product({ ...SQUARE, forms: ALL_FORMS.slice(1), together: true }),
  },
  {
    id: 'core/product-jax',
    row: 'product, 512², against jax-js',
    unit: GFLOPS,
    amount: workOf(SQUARE),
    ours: ours(SQUARE),
    peer: {
      name: 'jax-js 0.1 wasm',
      fromNode: 22,
      node: async () => (await import('./product-jax')).productJax(SQUARE),
    },
  },
  {
    id: 'core/dense-step',
    row: 'training step of a 784-256-128-10 network, batch 64, adam, against tfjs with its own kernels',
    unit: 'ms',
    ours: async () => (await import('./dense-step')).denseStep(),
    peer: {
      name: 'tfjs wasm',
      node: async () => (await import('./dense-step-tfjs')).denseStepTfjs(),
    },
    atLeast: 10,
  },
  ...pageRows,
  ...convRows,
  ...matrixRows,
  ...normRows,
  ...embeddingRows,
  ...ctcRows,
  ...gptRows,
  ...mnistRows,
  ...mobilenetRows,
  ...threadRows,
];

/** Through core's public op against tfjs's `matMul`; `theirs` where tfjs runs another form. */
function product(sizes: ProductSizes, theirs = sizes) {
  return {
    unit: GFLOPS,
    amount: workOf(sizes),
    ours: ours(sizes),
    peer: {
      name: 'tfjs wasm',
      node: async () => (await import('./product-tfjs')).productTfjs(theirs),
    },
  };
}

function small(id: string, sizes: ProductSizes, atLeast: number) {
  const { m, k, n } = sizes;
  const row = `product, ${m}×${k} by ${k}×${n}, against tfjs's`;
  return { id, row, ...product(sizes), atLeast };
}

function ours(sizes: ProductSizes) {
  return async () => (await import('./product')).product(sizes);
}
