import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from './paths';
import { PLACEMENTS, placedBy } from './placement';

const CODE = `
import { createRequire } from 'node:module';
const require = createRequire('${ROOT}packages/core/package.json');
const tf = require('@tensorflow/tfjs-core');
const taken = [];
const wasm = { _malloc: (bytes) => taken.push(bytes) };
tf.registerBackend('wasm', () => ({ wasm, dispose() {} }));
await tf.setBackend('wasm');
console.log(JSON.stringify(taken));
`;

test('a process takes so many bytes of the heap as soon as the wasm backend runs, and none for 0', async () => {
  const run = async (bytes: number) => {
    const options = [
      ...placedBy(`${ROOT.replace(/\/$/, '')}`, bytes),
      '--input-type=module',
      '-e',
      CODE,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: ROOT });
    return JSON.parse(stdout);
  };
  expect(await run(4160)).toEqual([4160]);
  expect(await run(0)).toEqual([]);
  expect(new Set(PLACEMENTS).size).toBe(PLACEMENTS.length);
});
