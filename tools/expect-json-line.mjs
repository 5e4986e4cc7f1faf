/** Fails unless a file holds one line of JSON and nothing else: `node tools/expect-json-line.mjs FILE`. */
import { readFile } from 'node:fs/promises';

const text = await readFile(process.argv[2], 'utf8');
try {
  if (text.trimEnd().includes('\n')) throw new Error('several lines');
  console.log(JSON.stringify(JSON.parse(text)));
} catch (error) {
  console.error(`expected one line of JSON, got ${error.message}:\n${text}`);
  process.exitCode = 1;
}
