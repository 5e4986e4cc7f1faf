import type { SaidWay } from '@dl/lessons/seq2seq/phonemes/view';

/** What stands behind the last sound of a way. */
export const END = '·';

/** A sound in the tree of what a beam has found, or an end: ways that begin alike share it. */
export interface BeamNode {
  readonly phoneme: string;
  /** From the left, from 0. */
  readonly depth: number;
  /** From the top: a way is a row, and what ways share stands in the middle of theirs. */
  readonly row: number;
  /** The place of the sound before it; undefined for the first one. */
  readonly parent: number | undefined;
  /** Of the ways that it is a part of, together. */
  readonly probability: number;
  /** Whether the best way has it. */
  readonly best: boolean;
}

interface Branch {
  readonly phoneme: string;
  readonly depth: number;
  readonly parent: Branch | undefined;
  readonly ways: number[];
  readonly children: Map<string, Branch>;
}

/** The tree of ways, from left to right. */
export function beamTree(ways: readonly SaidWay[]): BeamNode[] {
  const roots = new Map<string, Branch>();
  const all: Branch[] = [];
  ways.forEach(({ phonemes }, way) => {
    let [siblings, parent]: [Map<string, Branch>, Branch | undefined] = [roots, undefined];
    [...phonemes, END].forEach((phoneme, depth) => {
      let branch = siblings.get(phoneme);
      if (branch === undefined) {
        branch = { phoneme, depth, parent, ways: [], children: new Map() };
        siblings.set(phoneme, branch);
        all.push(branch);
      }
      branch.ways.push(way);
      [siblings, parent] = [branch.children, branch];
    });
  });
  // Ways that begin alike lie beside each other.
  const order: number[] = [];
  const walk = (branches: Iterable<Branch>): void => {
    for (const branch of branches) {
      walk(branch.children.values());
      for (const way of branch.ways) if (!order.includes(way)) order.push(way);
    }
  };
  walk(roots.values());
  return all.map(({ phoneme, depth, parent, ways: own }) => {
    const rows = own.map((way) => order.indexOf(way));
    return {
      ...{ phoneme, depth, best: own.includes(0) },
      row: rows.reduce((sum, row) => sum + row, 0) / rows.length,
      parent: parent === undefined ? undefined : all.indexOf(parent),
      probability: own.reduce((sum, way) => sum + (ways[way]?.probability ?? 0), 0),
    };
  });
}
