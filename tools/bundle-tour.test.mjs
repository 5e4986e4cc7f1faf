import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleTour, kernelsInReach, packagesOf } from './bundle-tour.mjs';
import { ROOT } from './run.mjs';

describe('the tour', () => {
  test('reaches the kernels of its topics, and not those of others', async () => {
    const reach = await kernelsInReach();
    const names = reach.map(({ folder, name }) => `${path.basename(folder)}/${name}`);
    expect(names).toEqual(expect.arrayContaining(['core/', 'rnn/', 'lstm-gru/lstm', 'attention/']));
    expect(names).not.toContain('core/depthwise');
    for (const { folder, name } of reach) {
      expect(existsSync(path.join(folder, 'wasm', name, 'index.ts'))).toBe(true);
    }
  });

  test('imports no package that it does not depend on: a first start installs nothing else', async () => {
    const { dependencies } = JSON.parse(
      await readFile(path.join(ROOT, 'apps/tour/package.json'), 'utf8'),
    );
    const names = packagesOf(await bundleTour());
    expect(names).toContain('@tensorflow/tfjs-core');
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(names));
  });
});
