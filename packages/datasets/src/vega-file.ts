import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFolder } from './package-file';
import type { Provenance } from './provenance';

interface Resource {
  readonly path: string;
  readonly bytes: number;
  readonly hash: string;
  readonly sources?: Provenance['sources'];
  readonly licenses?: Provenance['licences'];
}

/**
 * The text of a file of the npm package `vega-datasets`, checked against the size and the hash that the package's
 * index (datapackage.json) gives.
 *
 * @throws Error if the package, the file or its entry is not there, or the file is another than the index describes
 */
export async function readVegaFile(name: string): Promise<{ text: string; from: Provenance }> {
  // The package exports its code only; its data lie beside that.
  const root = path.join(packageFolder('readVegaFile', 'vega-datasets', '.'), '..');
  const index = JSON.parse(await readFile(path.join(root, 'datapackage.json'), 'utf8')) as {
    version: string;
    resources: readonly Resource[];
  };
  const entry = index.resources.find((resource) => resource.path === name);
  if (entry === undefined) {
    throw new Error(`readVegaFile: name: expected a file of vega-datasets, got ${name}`);
  }
  const data = await readFile(path.join(root, 'data', name));
  expectDescribed(name, data, entry);
  const from = {
    file: `${name} of vega-datasets ${index.version}`,
    sources: entry.sources ?? [],
    licences: entry.licenses ?? [],
  };
  return { text: data.toString('utf8'), from };
}

/** @throws Error if `data` is not what the index describes */
export function expectDescribed(
  name: string,
  data: Uint8Array,
  { bytes, hash }: Pick<Resource, 'bytes' | 'hash'>,
): void {
  if (data.byteLength !== bytes) {
    throw new Error(`readVegaFile: ${name}: expected ${bytes} bytes, got ${data.byteLength}`);
  }
  // The index hashes a file as git does: its size goes first.
  const found = createHash('sha1').update(`blob ${bytes}\0`).update(data).digest('hex');
  if (`sha1:${found}` !== hash) {
    throw new Error(`readVegaFile: ${name}: expected ${hash}, got sha1:${found}`);
  }
}
