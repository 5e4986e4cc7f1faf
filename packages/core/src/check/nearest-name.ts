/**
 * The name that was probably meant by `wrong`: the same but for case and dashes (`weight_decay`), one with these initials
 * (`lr` for `learningRate`) or this beginning (`eps`), or the one with the fewest changes (`strides`). Undefined if none is near.
 */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const key = plain(wrong);
  if (key === '') return undefined;
  const by = (is: (name: string) => boolean) => names.find(is);
  const near =
    by((name) => plain(name) === key) ??
    by((name) => initials(name) === key) ??
    beginning(key, names);
  if (near !== undefined) return near;
  let least = Math.max(1, Math.floor(key.length / 3)) + 1;
  let nearest: string | undefined;
  for (const name of names) {
    const changes = distance(key, plain(name));
    if (changes < least) [least, nearest] = [changes, name];
  }
  return nearest;
}

/** A name that starts with `key`, or that `key` starts with; of several, the nearest in length. */
function beginning(key: string, names: readonly string[]): string | undefined {
  if (key.length < 2) return undefined;
  const apart = (name: string) => Math.abs(plain(name).length - key.length);
  return names
    .filter((name) => plain(name).startsWith(key) || key.startsWith(plain(name)))
    .sort((a, b) => apart(a) - apart(b))[0];
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 40);
}

function initials(name: string): string {
  return `${name[0]}${name.slice(1).replace(/[^A-Z0-9]/g, '')}`.toLowerCase();
}

/** How many letters must be inserted, deleted or replaced (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] as number) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
