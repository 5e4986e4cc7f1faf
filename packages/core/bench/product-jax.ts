import { blockUntilReady, defaultDevice, init, numpy } from '@jax-js/jax';
import { sumOf } from './inputs';
import { forms, type ProductSizes } from './product-forms';

/** Products through jax-js, on its wasm backend. */
export async function productJax(sizes: ProductSizes) {
  const devices = await init('wasm');
  if (!devices.includes('wasm'))
    throw new Error(`jax-js: expected wasm, got ${devices.join(', ')}`);
  defaultDevice('wasm');
  const [form] = forms(sizes);
  if (form === undefined)
    throw new RangeError('productJax: expected a form of the product, got none');
  const [left, right] = [form.a, form.b].map(([values, shape]) => numpy.array(values, { shape }));
  if (!left || !right) throw new Error('productJax: expected two matrices');
  const product = () => numpy.matmul(left.ref, right.ref);
  const checksum = sumOf((await product().data()) as Float32Array);
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const y = product();
      await blockUntilReady(y);
      y.dispose();
    }
  };
  return { run, checksum };
}
