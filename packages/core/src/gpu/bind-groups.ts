import type { GpuBackend, GpuBuffer } from './gpu-backend';
import type { Pipeline } from './pipelines';

/** At most so many are kept. */
const MOST = 4096;

const kept = /* @__PURE__ */ new WeakMap<GpuBackend, Map<string, object>>();
const numbers = /* @__PURE__ */ new WeakMap<object, number>();
let next = 0;

/**
 * These buffers for a program. A step that frees what it makes gets the same buffers as the one before it, so that groups are kept:
 * finding one takes less than making one.
 */
export function bindGroup(
  backend: GpuBackend,
  pipeline: Pipeline,
  buffers: readonly GpuBuffer[],
): object {
  let known = kept.get(backend);
  if (known === undefined) {
    known = new Map();
    kept.set(backend, known);
  }
  let key = `${numberOf(pipeline)}`;
  for (const buffer of buffers) key += `,${numberOf(buffer)}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST) known.clear();
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const made = backend.device.createBindGroup({ layout: pipeline.layout, entries });
  known.set(key, made);
  return made;
}

function numberOf(x: object): number {
  let own = numbers.get(x);
  if (own === undefined) {
    own = next++;
    numbers.set(x, own);
  }
  return own;
}
