import { engine } from '../engine/engine';

/** Modules of programs by their names, as `setup` has loaded them with the webgpu backend: pages that run on WASM load none. */
const loaded = new Map<string, object>();

/** Makes modules of programs known. */
export function provideGpuPrograms(modules: Readonly<Record<string, object>>): void {
  for (const [name, own] of Object.entries(modules)) loaded.set(name, own);
}

/** Whether programs of ours can run: webgpu does, and `setup` has started it. */
export function hasGpuPrograms(): boolean {
  return engine.backendName === 'webgpu' && loaded.size > 0;
}

/** The module of this name; call it only where `hasGpuPrograms()`. */
export function gpuPrograms<T>(name: string): T {
  return loaded.get(name) as T;
}
