import { expect, test } from 'vitest';
import { Child } from './child';

/** A program that is ready, and then answers requests with `answer`. */
function program(answer: string): string[] {
  const code = `
    console.log(JSON.stringify({ ready: { name: 'it 1.0', variants: ['', 'b'], checksum: 3 } }));
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      ${answer}
    });`;
  return ['-e', code];
}

test('a child says who it is, and runs what it is told', async () => {
  const answer = 'console.log(JSON.stringify({ ms: request.times * 2 }));';
  const child = await Child.start('it', process.execPath, program(answer));
  expect(child.name).toBe('it 1.0');
  expect(child.variants).toEqual(['', 'b']);
  expect(child.checksum).toBe(3);
  expect(await child.run('b', 21)).toBe(42);
  expect(await child.run('', 2)).toBe(4);
  await child.close();
});

test('a child that ends tells why', async () => {
  const child = await Child.start('it', process.execPath, program("throw new Error('broken');"));
  await expect(child.run('', 1)).rejects.toThrow(
    /^it 1\.0: expected a reply, got the end of its process\n[\s\S]*broken/,
  );
  await child.close();
});

test('a child that never gets ready tells why', async () => {
  const start = Child.start('it', process.execPath, ['-e', "throw new Error('no device')"]);
  await expect(start).rejects.toThrow(
    /^it: expected a reply, got the end of its process\n[\s\S]*no device/,
  );
  await expect(Child.start('it', '/nowhere/at/all', [])).rejects.toThrow(/ENOENT/);
});

test('a child that does not listen is ended', async () => {
  const deaf = 'console.log(\'{"ready":{"variants":[""]}}\'); setInterval(() => {}, 1000);';
  const child = await Child.start('it', process.execPath, ['-e', deaf]);
  expect(child.name).toBe('it');
  await child.close();
}, 10_000);

test('signals are listened for as long as a child lives', async () => {
  const before = process.listenerCount('SIGINT');
  const [one, other] = await Promise.all([
    Child.start('one', process.execPath, program('')),
    Child.start('other', process.execPath, program('')),
  ]);
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  await one.close();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  await other.close();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
