import { expected } from '@dl/core/check';

/**
 * The folder of a file of an npm package that is installed beside this one or in the project that runs.
 *
 * @throws Error where it is not, and outside of Node
 */
export function packageFolder(where: string, name: string, file: string): string {
  const { createRequire } = globalThis.process?.getBuiltinModule?.('node:module') ?? {};
  if (createRequire === undefined) {
    throw new Error(expected(`${where}: source`, `the address of the files of ${name}`, undefined));
  }
  for (const place of [import.meta.url, `${process.cwd()}/`]) {
    try {
      return createRequire(place)
        .resolve(`${name}/${file}`)
        .replace(/[\\/][^\\/]*$/, '');
    } catch {
      // Perhaps in the other place.
    }
  }
  throw new Error(`${where}: expected ${name} to be installed (npm install ${name}), got none`);
}
