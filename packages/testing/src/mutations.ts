/** What a file may hold where something else was meant. */
export const HOSTILE_VALUES: readonly unknown[] = [
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e308,
  2 ** 30,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 32 + 1,
  2 ** 53,
  null,
  true,
  '',
  'constructor',
  '__proto__',
  [],
  [2 ** 30, 2 ** 30],
  [
    [0, 2 ** 29],
    [0, 1],
  ],
  [-1, -1],
  {},
  { class_name: 'Dense', config: {} },
  JSON.parse('{"__proto__": {"length": 1}, "length": 4294967296}'),
];

type Path = readonly (string | number)[];

/** The paths of all values in a JSON value, from the outside in. */
export function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.keys(value).flatMap((key) =>
    placesIn((value as Record<string, unknown>)[key], [...path, key]),
  );
  return [path, ...inside];
}

/** A copy of a JSON value with another value at `path`. */
export function withValue(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = withValue(copy[key], rest, other);
  return copy;
}
