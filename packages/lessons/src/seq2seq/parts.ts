/** The parts of a data set: to learn from, to choose settings by, and for the last figure only. */
export type PartName = 'train' | 'dev' | 'test';

/** Items of each part. */
export type Parts<T> = Readonly<Record<PartName, readonly T[]>>;

/**
 * Every tenth item to dev, and every tenth to test, by a number that the letters of its key make: all items with one key are in one part,
 * whatever else there is.
 */
export function partsByKey<T>(items: readonly T[], keyOf: (item: T) => string): Parts<T> {
  const tenths = items.map((item) => hash(keyOf(item)) % 10);
  const those = (isIn: (tenth: number) => boolean) =>
    items.filter((_, i) => isIn(tenths[i] as number));
  return {
    train: those((tenth) => tenth > 1),
    dev: those((tenth) => tenth === 1),
    test: those((tenth) => tenth === 0),
  };
}

/** FNV-1a of the letters, 32 bits. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
