import { expected } from '../check/describe';
import { openSource } from './byte-source';
import { type StoredTensor, storedTensor } from './safetensors';
import { fail, headerLength, parseHeader } from './safetensors-header';

/** A safetensors file of which only the header was read. */
export interface LazySafetensors {
  readonly metadata: Readonly<Record<string, string>>;
  /** Name, dtype and shape of every tensor. */
  readonly entries: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
  }[];
  /** Reads one tensor. @throws RangeError for a name that the file does not have; SafetensorsError */
  read(name: string): Promise<StoredTensor>;
  close(): Promise<void>;
}

/**
 * Opens a safetensors file and reads its header; tensors are read one by one when they are asked for. From an address they
 * come by range requests. A file may be larger than memory. Everything that the header says is checked against the size of the file first.
 *
 * @param source the path of a file (Node), an address, a Blob, an ArrayBuffer or a view of one
 * @throws SafetensorsError for a file that is none; Error if it cannot be opened
 */
export async function openSafetensors(
  source: string | URL | Blob | ArrayBuffer | ArrayBufferView,
): Promise<LazySafetensors> {
  const bytes = await openSource('openSafetensors', source);
  try {
    if (bytes.size < 8) throw fail('file', 'at least 8 bytes', bytes.size);
    const length = headerLength(await bytes.read(0, 8), bytes.size);
    const { entries, metadata, dataStart } = parseHeader(
      await bytes.read(0, 8 + length),
      bytes.size,
    );
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    return {
      metadata,
      entries,
      async read(name) {
        const entry = byName.get(name);
        if (entry === undefined) {
          throw new RangeError(
            expected(`openSafetensors.read: ${bytes.where}`, 'a name of the file', name),
          );
        }
        const data = await bytes.read(dataStart + entry.begin, dataStart + entry.end);
        return storedTensor(entry, data);
      },
      close: () => bytes.close(),
    };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}
