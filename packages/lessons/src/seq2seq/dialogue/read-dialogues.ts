import { readLines } from '@dl/text';

/** The parts of a corpus of dialogues. */
export type PartName = 'train' | 'dev' | 'test';

/** A dialogue as a list of utterances. */
export type Dialogue = readonly string[];

/** Dialogues to learn from, to choose settings by, and for the last figure only. */
export type DialogueParts = Readonly<Record<PartName, readonly Dialogue[]>>;

/**
 * The dialogues of a file whose lines are `part`, a name and the utterances, with tabs between; `part` is train, dev or test. A file
 * whose name ends in `.gz` is unpacked.
 *
 * @throws Error, RangeError with the number of the line for what is no dialogue, and for a file where a part is empty
 */
export async function readDialogues(path: string): Promise<DialogueParts> {
  const { createReadStream } = await import('node:fs');
  const { createGunzip } = await import('node:zlib');
  const { pipeline } = await import('node:stream/promises');
  const parts: Record<PartName, Dialogue[]> = { train: [], dev: [], test: [] };
  const read = async (lines: AsyncIterable<Uint8Array>) => {
    let number = 0;
    for await (const line of readLines(lines as never, { name: path })) {
      number++;
      if (line === '') continue;
      const [part, name, ...utterances] = line.split('\t') as [string, string, ...string[]];
      const where = `readDialogues: ${path}: line ${number}`;
      if (!(part === 'train' || part === 'dev' || part === 'test')) {
        throw new RangeError(`${where}: expected train, dev or test, got "${part.slice(0, 40)}"`);
      }
      if (utterances.length < 2) {
        const rule = 'a part, a name and two utterances or more, with tabs between';
        throw new RangeError(`${where}: expected ${rule}, got "${part}" and "${name ?? ''}"`);
      }
      parts[part].push(utterances);
    }
  };
  const file = createReadStream(path);
  if (path.endsWith('.gz')) await pipeline(file, createGunzip(), read);
  else await pipeline(file, read);
  for (const [name, { length }] of Object.entries(parts)) {
    if (length > 0) continue;
    throw new RangeError(
      `readDialogues: ${path}: expected dialogues of the part ${name}, got none`,
    );
  }
  return parts;
}
