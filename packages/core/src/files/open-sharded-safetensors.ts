import { expectFunction } from '../check/choice';
import { describeText, expected } from '../check/describe';
import { type OptionChecks, readOptions } from '../check/options';
import { isTagged } from '../check/realm';
import { openSource } from './byte-source';
import { duplicateKey } from './json-keys';
import { type LazySafetensors, openSafetensors } from './open-safetensors';
import { fail } from './safetensors-header';

type Source = Parameters<typeof openSafetensors>[0];

export interface ShardOptions {
  /** Gives the source of the file with this name; required if the index has no address. Default: beside the index. */
  open?: (name: string) => Source | Promise<Source>;
}

const OPTIONS: OptionChecks<ShardOptions> = { open: expectFunction };

/** A larger index, or more files, are refused. */
const [LONGEST, MOST] = [100_000_000, 4096];

/**
 * Opens a model out of several safetensors files by its index, `model.safetensors.index.json`, as one: each tensor is read
 * from the file that the index names. Files are taken from beside the index and from nowhere else: their names are plain
 * ones, of letters, digits, dots, dashes and underscores, and end in `.safetensors`. Every header is read and checked at once.
 *
 * @param index the path (Node) or address of the index, or with `open` also a Blob or its bytes
 * @throws SafetensorsError for an invalid index, or one that names tensors that its files lack; Error if a file cannot be
 *   opened. No file is left open
 */
export async function openShardedSafetensors(
  index: Source,
  options?: ShardOptions,
): Promise<LazySafetensors> {
  const where = 'openShardedSafetensors';
  const { open = beside(where, index) } = readOptions(where, options, OPTIONS);
  const fileOf = await readIndex(where, index);
  const files = new Map<string, LazySafetensors>();
  const entriesOf = new Map<string, ReadonlyMap<string, LazySafetensors['entries'][number]>>();
  const close = async () => {
    await Promise.all([...files.values()].map((file) => file.close()));
  };
  try {
    for (const name of new Set(fileOf.values())) {
      const file = await openSafetensors(await open(name));
      files.set(name, file);
      entriesOf.set(name, new Map(file.entries.map((entry) => [entry.name, entry])));
    }
    const entries = [...fileOf].map(([name, file]) => {
      const entry = entriesOf.get(file)?.get(name);
      if (entry !== undefined) return entry;
      throw fail(
        `index: "${describeText(name)}"`,
        `a tensor of ${file}`,
        'a name it does not have',
      );
    });
    return {
      metadata: shared([...files.values()].map(({ metadata }) => metadata)),
      entries,
      async read(name) {
        const file = files.get(fileOf.get(name) ?? '');
        if (file !== undefined) return file.read(name);
        throw new RangeError(expected(`${where}.read`, 'a name of the index', name));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Which file each tensor is in. */
async function readIndex(where: string, index: Source): Promise<ReadonlyMap<string, string>> {
  const source = await openSource(where, index);
  let bytes: Uint8Array;
  try {
    if (source.size > LONGEST) throw fail('index', `at most ${LONGEST} bytes`, source.size);
    bytes = await source.read(0, source.size);
  } finally {
    await source.close();
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fail('index', 'text in UTF-8', 'other bytes');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw fail('index', 'JSON', (error as Error).message);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw fail('index', 'every key once', twice);
  const map = (parsed as { weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw fail('index: weight_map', 'an object of files by name', map);
  }
  for (const [name, file] of Object.entries(map)) {
    if (typeof file === 'string' && FILE.test(file)) continue;
    const what = 'the plain name of a file that ends in .safetensors';
    throw fail(`index: "${describeText(name)}"`, what, file);
  }
  const fileOf = new Map(Object.entries(map as Record<string, string>));
  const { size } = new Set(fileOf.values());
  if (size === 0 || size > MOST) throw fail('index', `1 to ${MOST} files`, size);
  return fileOf;
}

/** No folder, no drive, no `..`, no escape that an address would undo. */
const FILE = /^(?!\.)[\w.-]{1,200}\.safetensors$/;

/** Files in the folder of the index. */
function beside(where: string, index: Source): (name: string) => string | URL {
  const text = isTagged(index, 'URL') ? index.href : index;
  return (name) => {
    if (typeof text !== 'string' || /^(blob|data):/i.test(text)) {
      throw new TypeError(
        expected(`${where}: open`, 'a function, where the index is no file', undefined),
      );
    }
    if (/^(https?|file):/i.test(text)) return new URL(name, text);
    return text.replace(/[^/\\]*$/, () => name);
  };
}

/** What all files say alike. */
function shared(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first, ...others] = all;
  const same = Object.entries(first ?? {}).filter(([key, value]) =>
    others.every((other) => other[key] === value),
  );
  return Object.fromEntries(same);
}
