import type { GpuBackend } from './gpu-backend';
import { declared, type NumberKind, type Numbers } from './uniforms';

/** How a program sees the buffers that it is given, in their order. */
export interface Binding {
  readonly name: string;
  /** Of WGSL: `f32`, `i32`, `vec4<f32>`. */
  readonly type: string;
  readonly writes: boolean;
}

/** What is compiled. */
export interface Source {
  /** Names the code. */
  readonly key: string;
  readonly bindings: readonly Binding[];
  readonly numbers: readonly (readonly [kind: NumberKind, numbers: Numbers])[];
  readonly threads: number;
  readonly code: () => string;
}

/** A program that is compiled. */
export interface Pipeline {
  readonly pipeline: object;
  readonly layout: object;
}

/** Every program has it. */
const COMMON = `
fn isnan(x : f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
`;

// A device's pipelines go with it.
const compiled = /* @__PURE__ */ new WeakMap<GpuBackend, Map<string, Pipeline>>();

/** A program, which is compiled once. */
export function pipelineOf(backend: GpuBackend, source: Source): Pipeline {
  let known = compiled.get(backend);
  if (known === undefined) {
    known = new Map();
    compiled.set(backend, known);
  }
  const { key, bindings, numbers, threads } = source;
  const names = bindings.map(({ name, type }) => `${name}:${type}`);
  const fields = numbers.map(([kind, own]) => `${kind}:${Object.keys(own)}`);
  const whole = `${key}|${threads}|${names}|${fields}`;
  const found = known.get(whole);
  if (found !== undefined) return found;
  const made = compile(backend, source);
  known.set(whole, made);
  return made;
}

function compile({ device }: GpuBackend, source: Source): Pipeline {
  const { key: label, bindings, numbers, threads, code } = source;
  const arrays = bindings.map(
    ({ name, type, writes }, at) =>
      `@group(0) @binding(${at}) var<storage, ${writes ? 'read_write' : 'read'}> ${name} : array<${type}>;`,
  );
  const uniforms = numbers.map(([kind, own], at) => declared(kind, own, bindings.length + at));
  const module = device.createShaderModule({
    label,
    code: `const THREADS = ${threads};
${[...arrays, ...uniforms].join('\n')}
${COMMON}${code()}
@compute @workgroup_size(${threads})
fn start(@builtin(workgroup_id) own : vec3<u32>, @builtin(num_workgroups) all : vec3<u32>,
  @builtin(local_invocation_index) thread : u32) {
  main(i32(own.y * all.x + own.x), i32(thread));
}`,
  });
  // Written down, so that what a program does not read is bound all the same.
  const types = [
    ...bindings.map(({ writes }) => (writes ? 'storage' : 'read-only-storage')),
    ...numbers.map(() => 'uniform'),
  ];
  const layout = device.createBindGroupLayout({
    entries: types.map((type, binding) => ({ binding, visibility: COMPUTE, buffer: { type } })),
  });
  const pipeline = device.createComputePipeline({
    label,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'start' },
  });
  return { pipeline, layout };
}

/** GPUShaderStage.COMPUTE */
const COMPUTE = 4;
