import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from './fixture.mjs';
import { fingerprint, isMade, noteOf, writeChanged, writeWhole } from './made.mjs';

test('a file is up to date until one of the files, folders or versions that it is made of changes', () =>
  inFolder({ 'wasm/a.ts': 'a', 'wasm/deep/b.ts': 'b', 'tool.mjs': 'tool' }, async (root) => {
    const at = (name) => path.join(root, name);
    const print = (version = '1') => fingerprint([at('wasm'), at('tool.mjs')], [version]);
    const first = await print();
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await print()).toBe(first);
    const made = at('out.ts');
    expect(await isMade(made, first)).toBe(false);
    await writeFile(made, `${noteOf('tool.mjs', 'wasm/', first)}\nexport {};\n`);
    expect(await isMade(made, first)).toBe(true);

    const others = [await print('2')];
    await rename(at('wasm/deep/b.ts'), at('wasm/deep/c.ts'));
    others.push(await print());
    await writeFile(at('wasm/deep/c.ts'), 'bb');
    others.push(await print());
    await writeFile(at('tool.mjs'), 'tools');
    others.push(await print());
    expect(new Set([first, ...others]).size).toBe(5);
    expect(await isMade(made, others[0])).toBe(false);
  }));

test('a file is written whole, and only where it differs', () =>
  inFolder({ 'old.ts': 'old' }, async (root) => {
    const file = path.join(root, 'old.ts');
    const ago = new Date(2000, 0);
    await utimes(file, ago, ago);
    await writeChanged(file, 'old');
    expect((await stat(file)).mtime).toEqual(ago);
    await writeChanged(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    await writeWhole(file, Buffer.from('newer'));
    expect(await readFile(file, 'utf8')).toBe('newer');
    expect(await readdir(root)).toEqual(['old.ts']);
  }));
