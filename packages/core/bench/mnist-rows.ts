/** A network that learns to read digits, whole. */
export const mnistRows = [
  {
    id: 'core/mnist',
    row: 'network of core/conv-step on MNIST, 60,000 images, 5 epochs: accuracy on the 10,000 test images',
    unit: 'share',
    figure: async ({ progress }: { progress(text: string): void }) => {
      const { trainMnist } = await import('./mnist');
      const { accuracy, seconds } = await trainMnist({ seed: 0, progress });
      progress(`trained in ${seconds.toFixed(0)} s`);
      return { ours: accuracy };
    },
    atLeast: 0.99,
    recorded: { seed: '0' },
  },
];
