import type { MnistResult } from './mnist';

type Progress = { progress(text: string): void };

// One run, two figures.
let run: Promise<MnistResult> | undefined;

async function trained({ progress }: Progress): Promise<MnistResult> {
  run ??= import('./mnist').then(({ trainMnist }) => trainMnist({ seed: 0, progress }));
  return run;
}

const RECORDED = { seed: '0' };

/** A network that learns to read digits, whole. */
export const mnistRows = [
  {
    id: 'core/mnist',
    row: 'network of core/conv-step on MNIST, 60,000 images, 5 epochs: accuracy on the 10,000 test images',
    unit: 'share',
    figure: async (tools: Progress) => ({ ours: (await trained(tools)).accuracy }),
    atLeast: 0.99,
    recorded: RECORDED,
  },
  {
    id: 'core/mnist-seconds',
    row: 'what that training took',
    unit: 's',
    lessIsBetter: true,
    figure: async (tools: Progress) => ({ ours: (await trained(tools)).seconds }),
    recorded: RECORDED,
  },
];
