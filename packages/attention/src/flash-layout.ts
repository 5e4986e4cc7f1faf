/** Where the rows of one tensor lie, in vectors of four. */
export interface RowsAt {
  /** The array. */
  readonly from: string;
  /** WGSL of where a row begins. */
  readonly first: (row: string) => string;
  /** From a row to the next. */
  readonly stride: string;
}

/** Where all that attention reads and writes lies. */
export interface FlashLayout {
  readonly name: string;
  readonly q: RowsAt;
  readonly k: RowsAt;
  readonly v: RowsAt;
  readonly output: RowsAt;
  readonly dy: RowsAt;
  readonly dq: RowsAt;
  readonly dk: RowsAt;
  readonly dv: RowsAt;
}

/** Each a tensor of its own, [batch, heads, row, depth]. */
export function headLayout(depth: number, valueDepth: number): FlashLayout {
  const rows = (from: string, of: 'query' | 'key', width: number): RowsAt => {
    const before = of === 'query' ? 'head * ints.queries' : 'keyHead * ints.keys';
    return { from, first: (row) => `(${before} + ${row}) * ${width / 4}`, stride: `${width / 4}` };
  };
  return {
    name: 'heads',
    q: rows('q', 'query', depth),
    k: rows('k', 'key', depth),
    v: rows('v', 'key', valueDepth),
    output: rows('output', 'query', valueDepth),
    dy: rows('dy', 'query', valueDepth),
    dq: rows('dq', 'query', depth),
    dk: rows('dk', 'key', depth),
    dv: rows('dv', 'key', valueDepth),
  };
}

/** Queries, keys and values side by side in [batch, time, (heads + 2 kvHeads) depth], the output in [batch, time, heads depth]. */
export function packedLayout(depth: number): FlashLayout {
  const vectors = depth / 4;
  const inside = (from: string, head: string): RowsAt => ({
    from,
    first: (row) => `(b * ints.queries + ${row}) * ints.width + (${head}) * ${vectors}`,
    stride: 'ints.width',
  });
  const outside = (from: string): RowsAt => ({
    from,
    first: (row) => `((b * ints.queries + ${row}) * ints.heads + h) * ${vectors}`,
    stride: `ints.heads * ${vectors}`,
  });
  const key = 'ints.heads + keyHead % ints.kvHeads';
  const value = `${key} + ints.kvHeads`;
  return {
    name: 'packed',
    q: inside('qkv', 'h'),
    k: inside('qkv', key),
    v: inside('qkv', value),
    output: outside('output'),
    dy: outside('dy'),
    dq: inside('dqkv', 'h'),
    dk: inside('dqkv', key),
    dv: inside('dqkv', value),
  };
}
