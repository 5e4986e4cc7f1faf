/** Reading a WebAssembly module's sections: what it imports and what it would write into memory. */

const IMPORT = 2;
const START = 8;
const DATA = 11;
const KINDS = ['function', 'table', 'memory', 'global', 'tag'];

/** Throws unless the module imports only `env.memory` (and `env.abort`, and core's kernels), and has no data. */
export function checkKernelModule(bytes, where) {
  const { imports, sections } = readModule(bytes);
  const fail = (expected, got) => {
    throw new Error(`${where}: expected ${expected}, got ${got}`);
  };
  const names = imports.map(({ module, name }) => `${module}.${name}`);
  if (!names.includes('env.memory'))
    fail('a module that imports env.memory', names.join(', ') || 'no imports');
  const others = names.filter((name) => !/^(env\.(memory|abort)|core\.\w+)$/.test(name));
  if (others.length > 0) fail('no imports but env.memory, env.abort and core.*', others.join(', '));
  const data = sections.get(DATA);
  // Static arrays, strings, Mathf.exp and the like: they would land on tfjs's tensors.
  if (data && data.count > 0) fail('no data segments', `${data.count} (${data.size} bytes)`);
}

/** The imports and the sections (`id` → element count and size) of a module. */
export function readModule(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0, true) !== 0x6d736100) {
    throw new Error('readModule: expected a WebAssembly module, got other bytes');
  }
  const reader = new Reader(bytes, 8);
  const sections = new Map();
  let imports = [];
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const size = reader.u32();
    const end = reader.at + size;
    if (id !== 0) sections.set(id, { size, count: id === START ? 1 : reader.u32() });
    if (id === IMPORT) imports = readImports(reader, sections.get(id).count);
    reader.at = end;
  }
  return { imports, sections };
}

function readImports(reader, count) {
  return Array.from({ length: count }, () => {
    const module = reader.name();
    const name = reader.name();
    const kind = KINDS[reader.byte()];
    if (kind === 'function') reader.u32();
    else if (kind === 'memory') reader.limits();
    else if (kind === 'table') {
      reader.byte();
      reader.limits();
    } else reader.at += 2;
    return { module, name, kind };
  });
}

class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  u32() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  name() {
    const length = this.u32();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }

  limits() {
    const flags = this.byte();
    this.u32();
    if (flags & 1) this.u32();
  }
}
