/** The types of a kernel module, from what AssemblyScript says of its functions. */

/** Kernels of more parameters than this are called by the parameters' names. */
const MOST_BY_PLACE = 17;
/** Kinds of parameters. i64 is none: it would be a bigint, which a number in its place does not become. */
const TYPES = {
  usize: 'Address',
  bool: 'boolean',
  i32: 'number',
  u32: 'number',
  f32: 'number',
  f64: 'number',
};

/** The kernels in `bindings`, a `.d.ts` of `asc --bindings raw`: names, parameters, and whether they give a number. */
export function kernelsIn(bindings) {
  const pattern = /\/\*\*([\s\S]*?)\*\/\s*export function (\w+)\(([^)]*)\): (\w+);/g;
  return Array.from(bindings.matchAll(pattern), ([, comment, name, list, result]) => {
    const kinds = [...comment.matchAll(/@param (\w+) `(\w+)`/g)];
    const parameters = kinds.map(([, own, kind]) => {
      if (TYPES[kind] !== undefined) return { name: own, type: TYPES[kind] };
      throw new Error(`${name}: ${own}: expected ${Object.keys(TYPES).join(', ')}, got ${kind}`);
    });
    const count = list === '' ? 0 : list.split(',').length;
    if (parameters.length !== count) {
      throw new Error(`${name}: expected ${count} parameters with types, got ${parameters.length}`);
    }
    return { name, parameters, result: result === 'void' ? 'void' : 'number' };
  });
}

/** `HUBER` and `HuberKernels` of the module `huber` of a package; the one without a name is the package's. */
export function namesOf(name, topic) {
  const words = (name || topic).split('-');
  const pascal = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  return { constant: words.join('_').toUpperCase(), type: `${pascal}Kernels` };
}

/** The interface of the kernels. */
export function interfaceOf(kernels, type) {
  const lines = kernels.map(({ name, parameters, result }) => {
    const list = parameters.map(({ name: own, type: kind }) => `${own}: ${kind}`);
    const given = isByName({ parameters }) ? `args: { ${list.join('; ')} }` : list.join(', ');
    return `  ${name}(${given}): ${result};`;
  });
  return `export interface ${type} {\n${lines.join('\n')}\n}`;
}

/** Which argument of a kernel is its scratch memory, of those that have such. */
export function scratchOf(kernels) {
  const places = kernels
    .map(({ name, parameters }) => [name, parameters.findIndex((each) => each.name === 'scratch')])
    .filter(([, at]) => at >= 0);
  if (places.length === 0) return undefined;
  return `{ ${places.map(([name, at]) => `${name}: ${at}`).join(', ')} }`;
}

/** A function from the module's exports to the kernels where some are called by name; undefined where none is. */
export function adapterOf(kernels) {
  const own = kernels.filter(isByName).map(({ name, parameters }) => {
    const list = parameters.map(({ name: parameter }) => `a.${parameter}`);
    return `    ${name}: (a) => raw.${name}(${list.join(', ')}),`;
  });
  if (own.length === 0) return undefined;
  return `(raw: any) => ({\n    ...raw,\n${own.join('\n').replaceAll('(a) =>', '(a: any) =>')}\n  })`;
}

function isByName({ parameters }) {
  return parameters.length > MOST_BY_PLACE;
}
