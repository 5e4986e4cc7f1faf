import type { GpuBackend, GpuBuffer } from './gpu-backend';

/** Numbers by their names, as a program reads them. */
export type Numbers = Readonly<Record<string, number>>;

/** Whole numbers, `ints.NAME`, or floats, `floats.NAME`. */
export type NumberKind = 'ints' | 'floats';

const TYPES = { ints: 'i32', floats: 'f32' } as const;

/** The WGSL that declares them. */
export function declared(kind: NumberKind, numbers: Numbers, binding: number): string {
  const type = kind === 'ints' ? 'Ints' : 'Floats';
  const fields = Object.keys(numbers).map((name) => `${name} : ${TYPES[kind]}`);
  return `struct ${type} { ${fields.join(', ')} };
@group(0) @binding(${binding}) var<uniform> ${kind} : ${type};`;
}

/** At most so many buffers are kept. */
const MOST = 1024;

/** GPUBufferUsage.UNIFORM | COPY_DST */
const USAGE = 0x40 | 0x8;

const kept = /* @__PURE__ */ new WeakMap<GpuBackend, Map<string, GpuBuffer>>();

/**
 * A buffer that holds these numbers. A step has the same sizes as the one before it, so that buffers are kept by their contents
 * and written once.
 */
export function uniformBuffer(backend: GpuBackend, kind: NumberKind, numbers: Numbers): GpuBuffer {
  let known = kept.get(backend);
  if (known === undefined) {
    known = new Map();
    kept.set(backend, known);
  }
  const values = Object.values(numbers);
  const key = `${kind}${values.join()}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  // Those in use by what was recorded live on until it has run.
  if (known.size >= MOST) known.clear();
  const data = new ArrayBuffer(16 * Math.ceil(values.length / 4));
  (kind === 'ints' ? new Int32Array(data) : new Float32Array(data)).set(values);
  const buffer = backend.device.createBuffer({ size: data.byteLength, usage: USAGE });
  backend.device.queue.writeBuffer(buffer, 0, data);
  known.set(key, buffer);
  return buffer;
}
