import { builtin } from '../engine/builtin';
import { isNode } from '../engine/detect';

interface Dawn {
  create(options: readonly string[]): object;
  readonly globals: object;
}

/**
 * Gives Node `navigator.gpu`, if it has none and the package `webgpu` (Dawn) is installed. It needs a driver for Vulkan,
 * Metal or Direct3D 12.
 */
export function provideNodeWebgpu(): void {
  if (!isNode() || (globalThis.navigator as { gpu?: unknown } | undefined)?.gpu !== undefined)
    return;
  const dawn = findDawn();
  if (dawn === undefined) return;
  Object.assign(globalThis, dawn.globals);
  const value = { gpu: dawn.create([]), userAgent: 'node' };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true });
}

/** Searches beside core, then beside the program. Bundlers for pages would follow an import. */
function findDawn(): Dawn | undefined {
  for (const place of [import.meta.url, `${process.cwd()}/`]) {
    try {
      return builtin('node:module').createRequire(place)('webgpu');
    } catch {
      // Not there, or there is no such place.
    }
  }
  return undefined;
}
