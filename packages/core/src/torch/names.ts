import { describeText, expected } from '../check/describe';
import { isTagged } from '../check/realm';

/** What to make of the names of a state dict before they are compared with the model's. */
export interface TorchNames {
  /** What the names of this model begin with there, such as `encoder.`: it is removed, and tensors without it are skipped. */
  prefix?: string;
  /**
   * New names, after the prefix is removed: by name, or by a function, which gives undefined for a tensor to skip.
   * `(name) => name.replaceAll('_orig_mod.', '')`.
   */
  rename?: Readonly<Record<string, string>> | ((name: string) => string | undefined);
}

/** What wrappers put before every name: DataParallel, `torch.compile`, and whoever keeps the model as `self.model`. */
const WRAPPERS = ['module.', '_orig_mod.', 'model.'];

/**
 * Tensors by their names after `prefix` and `rename`.
 *
 * @throws RangeError for a prefix that no name has, a missing name to rename, or two tensors of one name
 */
export function renamed<T>(
  where: string,
  tensors: Readonly<Record<string, T>>,
  { prefix = '', rename }: TorchNames,
): Map<string, T> {
  const own = Object.keys(tensors).filter((name) => name.startsWith(prefix));
  if (own.length === 0 && prefix !== '') {
    const got = `"${describeText(prefix)}"`;
    throw new RangeError(`${where}: prefix: expected what names begin with, got ${got}`);
  }
  const names = new Map(own.map((name) => [name.slice(prefix.length), name]));
  if (typeof rename === 'object') {
    const wrong = Object.keys(rename).find((name) => !names.has(name));
    if (wrong !== undefined) {
      throw new RangeError(expected(`${where}: rename`, 'names of the state dict', wrong));
    }
  }
  const from = new Map<string, string>();
  const named = new Map<string, T>();
  for (const [name, whole] of names) {
    const other = newName(where, rename, name);
    if (other === undefined) continue;
    const first = from.get(other);
    if (first !== undefined) {
      const both = `"${describeText(other)}" for "${describeText(first)}" and "${describeText(name)}"`;
      throw new RangeError(`${where}: rename: expected a name for each, got ${both}`);
    }
    from.set(other, name);
    named.set(other, tensors[whole] as T);
  }
  return named;
}

function newName(where: string, rename: TorchNames['rename'], name: string): string | undefined {
  if (rename === undefined) return name;
  const given = typeof rename === 'function' ? rename(name) : undefined;
  if (typeof rename === 'object') return Object.hasOwn(rename, name) ? rename[name] : name;
  if (given === undefined || typeof given === 'string') return given;
  const of = `${where}: rename: "${describeText(name)}"`;
  throw new TypeError(expected(of, 'a name or undefined', given));
}

/** What wrappers have put before every one of the names: `module.`, `module._orig_mod.`, or nothing. */
function wrapperOf(names: readonly string[]): string {
  let prefix = '';
  for (;;) {
    const more = WRAPPERS.find((wrapper) =>
      names.every((name) => name.startsWith(prefix + wrapper) && name !== prefix + wrapper),
    );
    if (more === undefined || names.length === 0) return prefix;
    prefix += more;
  }
}

/** Every prefix that such wrappers leave when one after the other is taken away: `module.`, then `module._orig_mod.`. */
export function wrappersOf(names: readonly string[]): string[] {
  const whole = wrapperOf(names);
  return [...whole.matchAll(/\./g)].map(({ index }) => whole.slice(0, index + 1));
}

/** Checks the option `prefix`. */
export function expectPrefix(where: string, name: string, value: unknown): void {
  if (typeof value === 'string') return;
  throw new TypeError(expected(`${where}: ${name}`, 'a text', value));
}

/** Checks the option `rename`. */
export function expectRename(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  const isRecord =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isTagged(value, 'Map');
  if (isRecord && Object.values(value).every((other) => typeof other === 'string')) return;
  throw new TypeError(expected(`${where}: ${name}`, 'names by name, or a function', value));
}
