import {
  blockUntilReady,
  defaultDevice,
  getWebGPUDevice,
  grad,
  init,
  jit,
  nn,
  numpy as np,
} from '@jax-js/jax';
import type { Device } from './count-work';
import { measureAll, type Side, say, type Work } from './measure-work';
import { numbersFor } from './numbers-for';
import { adapterLine, provideGpu } from './provide-gpu';
import { type AttentionSizes, sizesFor } from './sizes';
import { attentionFlops, attentionId, FORMS } from './works';

// jax-js on WebGPU, jitted: a line of JSON a figure. Its tensors are used up by the ops that take them, so `ref` keeps ours; nothing
// runs that nobody waits for, so all results are waited for at the end.

const pending: Promise<void>[] = [];

function run(...results: np.Array[]): void {
  const freed = (x: np.Array) => void x.dispose();
  for (const result of results) pending.push(blockUntilReady(result).then(freed));
}

function products(n: number): Work[] {
  return FORMS.map(([ta, tb]) => ({
    id: `product ${n}${ta ? ' ta' : ''}${tb ? ' tb' : ''}`,
    flops: 2 * n ** 3,
    start: async () => {
      const [a, b] = [1, 1].map(() => np.array(numbersFor(n * n), { shape: [n, n] })) as [
        np.Array,
        np.Array,
      ];
      const product = jit((x: np.Array, y: np.Array) =>
        np.matmul(ta ? np.matrixTranspose(x) : x, tb ? np.matrixTranspose(y) : y),
      );
      return { step: () => run(product(a.ref, b.ref)), end: () => [a, b].map((x) => x.dispose()) };
    },
  }));
}

function attentions(own: AttentionSizes): Work[] {
  const { batch, heads, length, depth } = own;
  const start = (back: boolean) => async () => {
    const [q, k, v, dy] = [1, 2, 3, 4].map(() =>
      np.array(numbersFor(batch * heads * length * depth), {
        shape: [batch, length, heads, depth],
      }),
    ) as [np.Array, np.Array, np.Array, np.Array];
    const attend = (a: np.Array, b: np.Array, c: np.Array) =>
      nn.dotProductAttention(a, b, c, { isCausal: true });
    const forward = jit(attend);
    const gradients = jit(
      grad(
        (a: np.Array, b: np.Array, c: np.Array, d: np.Array) =>
          np.sum(np.multiply(attend(a, b, c), d)),
        { argnums: [0, 1, 2] },
      ),
    );
    const step = back
      ? () => run(...(gradients(q.ref, k.ref, v.ref, dy.ref) as np.Array[]))
      : () => run(forward(q.ref, k.ref, v.ref));
    return { step, end: () => [q, k, v, dy].map((x) => x.dispose()) };
  };
  return [
    { id: `${attentionId(own)} forward`, flops: attentionFlops(own, false), start: start(false) },
    { id: `${attentionId(own)} both ways`, flops: attentionFlops(own, true), start: start(true) },
  ];
}

provideGpu();
await init('webgpu');
defaultDevice('webgpu');
const about = await adapterLine();
say({ side: 'jax-js', ...about });
const sizes = sizesFor(about.quick);
const held = np.array([1, 2, 3, 4]);
const side: Side = {
  name: 'jax-js',
  device: getWebGPUDevice() as unknown as Device,
  quick: about.quick,
  sync: async () => {
    await Promise.all(pending.splice(0));
    await np.add(held.ref, 1).data();
  },
};
await measureAll(side, [
  ...sizes.attention.flatMap(attentions),
  ...sizes.products.flatMap(products),
]);
