import { createRequire } from 'node:module';

/**
 * What to run where a backend that was asked for did not start, as a line to add to the error; else nothing. `npm start` in an
 * empty clone installs the tour alone, without the GPU of Node, which is large.
 */
export function backendCure(backend: string, isInstalled = hasPackage): string {
  if (backend !== 'webgpu' || isInstalled('webgpu')) return '';
  return '\nIn this clone, `node tools/bootstrap.mjs` installs that package.';
}

function hasPackage(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
