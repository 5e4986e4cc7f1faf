import { gainOfThreads } from '../../../apps/bench/src/kit/gain-of-threads';
import type { ProductSizes } from './product-forms';

const UNIT = '×';

/** What two threads gain over one. */
export const threadRows = [
  product('core/threads-product', 512, 1.7),
  product('core/threads-product-large', 1024, 1.8),
  {
    id: 'core/threads-conv',
    row: 'training step of a small convolutional network, batch 64: two threads against one',
    unit: UNIT,
    atLeast: 1.5,
    figure: () => gainOfThreads(convNetwork),
  },
  {
    id: 'core/mobilenet-threads',
    row: 'MobileNetV1 224, one image, norms folded: two threads against one',
    unit: UNIT,
    atLeast: 1.5,
    figure: () => gainOfThreads(async () => (await import('./mobilenet')).mobilenet()),
  },
  {
    id: 'core/threads-gpt',
    row: 'training step of a small GPT (4 layers, width 128, block 64, batch 12): two threads against one',
    unit: UNIT,
    atLeast: 1.5,
    figure: () => gainOfThreads(gpt),
  },
  {
    id: 'core/threads-busy',
    row: 'the same while two other programs hold the cores',
    unit: UNIT,
    atLeast: 0.97,
    figure: () => gainOfThreads(gpt, { foreign: 2, turnMs: 1000 }),
  },
  {
    id: 'core/threads-busy-small',
    row: 'products of 128² while two other programs hold the cores: two threads against one',
    unit: UNIT,
    atLeast: 0.97,
    figure: () => gainOfThreads(() => square(128), { foreign: 2, turnMs: 500 }),
  },
  {
    id: 'core/threads-start',
    row: 'a small program from start to end: one thread against as many as there are',
    unit: UNIT,
    atLeast: 0.95,
    figure: async () => (await import('./threads-start')).threadsStart(),
  },
  {
    id: 'core/threads-memory',
    row: 'memory of a worker',
    unit: 'MiB',
    atLeast: 1,
    lessIsBetter: true,
    figure: async () => {
      const { ours } = await (await import('./threads-start')).threadsMemory();
      return { ours, peer: 15, peerName: 'budget' };
    },
  },
  {
    id: 'core/threads-restarts',
    row: 'memory that the second half of 1,000 starts and ends of threads leaves behind',
    unit: 'MiB',
    atLeast: 1,
    lessIsBetter: true,
    recorded: { seed: '1' },
    figure: async () => (await import('./threads-restarts')).threadsRestarts(),
  },
];

function product(id: string, n: number, atLeast: number) {
  const row = `product, ${n}²: two threads against one`;
  return { id, row, unit: UNIT, atLeast, figure: () => gainOfThreads(() => square(n)) };
}

async function square(n: number) {
  const sizes: ProductSizes = { m: n, k: n, n };
  return (await import('./product')).product(sizes);
}

async function convNetwork() {
  return (await import('./conv-step')).convStep(64);
}

async function gpt() {
  return (await import('../../../apps/bench/src/kit/gpt-step')).gptStep();
}
