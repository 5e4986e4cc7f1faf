import { describe, expect, test } from 'vitest';
import { stages } from './stages.mjs';

function screen(more) {
  const written = [];
  return { written, stream: { write: (text) => written.push(text), ...more } };
}

describe('stages', () => {
  test('are a line each in a file: before the work its name, after it the seconds', async () => {
    const { written, stream } = screen();
    const stage = stages(2, { stream });
    const seen = await stage('packages', async (say) => {
      say('3 of 7');
      return [...written];
    });
    expect(seen).toEqual(['1 of 2  packages … ']);
    await expect(stage('kernels', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(written.join('')).toMatch(
      /^1 of 2 {2}packages … \d+\.\d s\n2 of 2 {2}kernels … failed\n$/,
    );
  });

  test('show on a terminal how far they are, no wider than it', async () => {
    const { written, stream } = screen({ isTTY: true, columns: 30 });
    const stage = stages(1, { stream });
    await stage('kernels', async (say) => {
      say('3 of 7');
      await new Promise((resolve) => setTimeout(resolve, 600));
      say('a long word about what is being done');
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const lines = written.map((text) => text.replace('\r\u001b[K', ''));
    expect(lines[0]).toBe('1 of 1  kernels  0 s');
    expect(lines).toContain('1 of 1  kernels  3 of 7  0 s');
    expect(lines.at(-1)).toMatch(/^1 of 1 {2}kernels {2}\d\.\d s\n$/);
    for (const line of lines) expect(line.trimEnd().length).toBeLessThan(30);
  });
});
