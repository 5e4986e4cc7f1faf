import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../fixture.mjs';
import { run } from '../run.mjs';
import { findOutputProblem, readReadme, toCjs, toEsm } from './readme.mjs';

const README = `# @dl/vision

\`\`\`sh
npm install @dl/vision @dl/core
\`\`\`

\`\`\`ts
import { basename } from 'node:path';
import {
  EOL,
} from 'node:os';
import * as util from 'node:util';

const text: string = await Promise.resolve(basename('/a/b'));
process.stdout.write(util.format('%s', text) + EOL);
\`\`\`

\`\`\`ts
const more = 1;
\`\`\`
`;

describe('readReadme', () => {
  test('takes the install command and the first program', () => {
    const { install, program } = readReadme(README);
    expect(install).toEqual(['@dl/vision', '@dl/core']);
    expect(program).toMatch(/^import \{ basename \}[\s\S]*EOL\);\n$/);
  });

  test('takes what a door of its own asks for, within a sentence', () => {
    expect(readReadme(README).forDoors).toEqual([]);
    const more =
      '`@dl/text/gzip` unpacks (with `npm install fflate`), another (`npm install a @b/c`).';
    expect(readReadme(`${README}\n${more}\n`).forDoors).toEqual(['fflate', 'a', '@b/c']);
  });

  test('says what it misses', () => {
    expect(() => readReadme('# A')).toThrow('expected a block ```sh with npm install …, got none');
    expect(() => readReadme('```sh\nnpm install a\n```')).toThrow('expected a program');
  });
});

describe('the program of a README', () => {
  test.each([
    ['program.mjs', toEsm],
    ['program.cjs', toCjs],
  ])('runs as %s, with its await', async (name, convert) => {
    const code = await convert(readReadme(README).program);
    await inFolder({ [name]: code }, async (folder) => {
      expect(await run(process.execPath, [name], { cwd: folder })).toEqual({
        code: 0,
        output: 'b\n',
      });
    });
  });

  test('fails as CommonJS where it fails', async () => {
    const code = await toCjs("await Promise.reject(new Error('no such thing'));\n");
    await inFolder({}, async (folder) => {
      await writeFile(path.join(folder, 'program.cjs'), code);
      const ran = await run(process.execPath, ['program.cjs'], { cwd: folder });
      expect(ran.code).toBe(1);
      expect(ran.output).toContain('no such thing');
    });
  });
});

describe('findOutputProblem', () => {
  test.each([
    ['100 0.5\n200 0.25\n', undefined],
    ['{ backend: "wasm" }\n100 0.5\n200 1e-9\n', undefined],
    ['Tensor\n    [2, 4]\n', undefined],
    ['\n', 'got nothing'],
    ['100 NaN\n', 'expected finite numbers'],
    ['100 0.5\n200 0.75\n', 'expected the loss to fall, got 0.5, 0.75'],
    ['100 0.5\n200 0.5\n', 'expected the loss to fall'],
  ])('%j: %s', (text, problem) => {
    if (problem) expect(findOutputProblem(text)).toContain(problem);
    else expect(findOutputProblem(text)).toBeUndefined();
  });
});
