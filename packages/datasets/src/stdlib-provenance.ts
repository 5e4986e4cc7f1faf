import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFolder } from './package-file';
import type { Provenance } from './provenance';

/** Where a file of a data package of stdlib comes from; all of them are dedicated to the public domain. */
export async function stdlibProvenance(
  pkg: string,
  file: string,
  source: Provenance['sources'][number],
): Promise<Provenance> {
  const { version } = JSON.parse(
    await readFile(path.join(packageFolder(pkg, pkg), 'package.json'), 'utf8'),
  ) as { version: string };
  return {
    file: `${file} of ${pkg} ${version}`,
    sources: [source, { title: 'stdlib', path: `https://github.com/stdlib-js/${pkg.slice(8)}` }],
    licences: [
      {
        title: 'Open Data Commons Public Domain Dedication & License 1.0 (the collection)',
        path: 'https://opendatacommons.org/licenses/pddl/1.0/',
      },
      {
        title: 'Creative Commons Zero 1.0 (its contents)',
        path: 'https://creativecommons.org/publicdomain/zero/1.0/',
      },
    ],
  };
}
