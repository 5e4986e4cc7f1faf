import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../fixture.mjs';
import { run } from '../run.mjs';
import { inWorkFolder } from './work-folder.mjs';

const PATIENT = { timeout: 10_000 };

describe('inWorkFolder', () => {
  test('removes its folder and shuts down, the last first, after a failure too', async () => {
    const closed = [];
    let place;
    const work = inWorkFolder(async ({ folder, signal, onClose }) => {
      place = { folder, signal };
      onClose(() => closed.push('first'));
      onClose(() => Promise.reject(new Error('does not matter')));
      onClose(() => closed.push('last'));
      expect(existsSync(folder)).toBe(true);
      throw new Error('on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    expect(closed).toEqual(['last', 'first']);
    expect(place.signal.aborted).toBe(true);
    expect(existsSync(place.folder)).toBe(false);
  });

  test('its signal ends a program with what that has started', async () => {
    await inFolder({}, async (folder) => {
      const controller = new AbortController();
      const forever = 'setInterval(() => {}, 1000)';
      // The second program holds the output open: it must end too, before `run` can resolve.
      const program = `
        const { spawn } = require('node:child_process');
        spawn(process.execPath, ['-e', '${forever}'], { stdio: 'inherit' });
        require('node:fs').writeFileSync('started', '');
        ${forever};
      `;
      const options = { cwd: folder, signal: controller.signal };
      const ran = run(process.execPath, ['-e', program], options);
      await expect.poll(() => existsSync(path.join(folder, 'started')), PATIENT).toBe(true);
      controller.abort();
      expect((await ran).code).toBeNull();
    });
  });

  test('is left clean by an interrupt', async () => {
    const module = pathToFileURL(path.join(import.meta.dirname, 'work-folder.mjs'));
    const program = `
      import { inWorkFolder } from '${module}';
      await inWorkFolder(({ folder }) => {
        console.log(folder);
        return new Promise(() => setInterval(() => {}, 1000));
      });
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const folder = await new Promise((resolve) => {
      child.stdout.once('data', (chunk) => resolve(chunk.toString().trim()));
    });
    expect(existsSync(folder)).toBe(true);
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(130);
    expect(existsSync(folder)).toBe(false);
  });
});
