import type { Piece } from './token-pieces';

/** Tokens by their bytes: the nodes of a trie in preorder, so that a walk is one pass which leaps over what is ruled out. */
export interface TokenTrie {
  readonly nodes: number;
  /** Of each node the byte that leads to it, how deep it is, and the node behind all below it. */
  readonly bytes: Uint8Array;
  readonly depths: Int32Array;
  readonly ends: Int32Array;
  /** The tokens of node i: `tokens` from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly tokens: Int32Array;
  readonly deepest: number;
  /** The way of reading behind each token of the vocabulary. */
  readonly modes: Uint8Array;
}

/** The trie of tokens that have a piece. */
export function tokenTrie(size: number, pieceOf: (id: number) => Piece | undefined): TokenTrie {
  const modes = new Uint8Array(size);
  const all: { bytes: string; id: number }[] = [];
  for (let id = 0; id < size; id++) {
    const piece = pieceOf(id);
    if (piece === undefined) continue;
    modes[id] = piece.next;
    all.push({ bytes: piece.bytes, id });
  }
  all.sort((a, b) => (a.bytes < b.bytes ? -1 : a.bytes > b.bytes ? 1 : a.id - b.id));
  const bytes: number[] = [];
  const depths: number[] = [];
  const starts: number[] = [];
  const tokens: number[] = [];
  let before = '';
  for (const own of all) {
    let same = 0;
    const shorter = Math.min(before.length, own.bytes.length);
    while (same < shorter && before.charCodeAt(same) === own.bytes.charCodeAt(same)) same++;
    for (let depth = same; depth < own.bytes.length; depth++) {
      bytes.push(own.bytes.charCodeAt(depth));
      depths.push(depth);
      starts.push(tokens.length);
    }
    tokens.push(own.id);
    before = own.bytes;
  }
  starts.push(tokens.length);
  return {
    nodes: bytes.length,
    bytes: Uint8Array.from(bytes),
    depths: Int32Array.from(depths),
    ends: endsOf(depths),
    starts: Int32Array.from(starts),
    tokens: Int32Array.from(tokens),
    deepest: depths.reduce((most, depth) => Math.max(most, depth), -1),
    modes,
  };
}

function endsOf(depths: readonly number[]): Int32Array {
  const ends = new Int32Array(depths.length);
  const open: number[] = [];
  for (let node = 0; node <= depths.length; node++) {
    const depth = depths[node] ?? 0;
    while (open.length > depth) ends[open.pop() as number] = node;
    open.push(node);
  }
  return ends;
}
