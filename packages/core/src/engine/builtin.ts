interface Builtins {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:module': typeof import('node:module');
  'node:os': typeof import('node:os');
  'node:path': typeof import('node:path');
  'node:url': typeof import('node:url');
  'node:worker_threads': typeof import('node:worker_threads');
  'node:zlib': typeof import('node:zlib');
}

/**
 * A built-in module of Node, obtained from the process. Bundlers for browsers never see its name, and it works where
 * `import()` does not: in Jest, in a `vm.Script`, in a snapshot.
 *
 * @throws Error where there is none
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const found = globalThis.process?.getBuiltinModule?.(name);
  if (found === undefined) throw new Error(`expected Node, got a runtime without ${name}`);
  return found as Builtins[Name];
}
