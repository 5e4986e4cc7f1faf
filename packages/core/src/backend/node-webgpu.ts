import { isNode } from './detect';

interface Dawn {
  create(options: readonly string[]): object;
  readonly globals: object;
}

// A bundler that knew the name would look for the package in every page: a constant would be put in its place.
const PACKAGE = { name: 'webgpu' };

/**
 * Gives Node `navigator.gpu`, if it has none and the package `webgpu` (Dawn) is installed. It needs a driver for Vulkan,
 * Metal or Direct3D 12.
 */
export async function provideNodeWebgpu(): Promise<void> {
  if (!isNode() || (globalThis.navigator as { gpu?: unknown } | undefined)?.gpu !== undefined)
    return;
  const dawn = await (
    import(/* @vite-ignore */ /* webpackIgnore: true */ PACKAGE.name) as Promise<Dawn>
  ).catch(() => undefined);
  if (dawn === undefined) return;
  Object.assign(globalThis, dawn.globals);
  const value = { gpu: dawn.create([]), userAgent: 'node' };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true });
}
