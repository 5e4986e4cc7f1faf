import { readFileSync } from 'node:fs';
import type { BenchResult, BenchRun } from './records';

/** A row of the page: one figure under one Node. */
export interface Figure extends BenchResult {
  /** `Node 20` */
  readonly node: string;
}

/** What a row is of. */
export type RowKind = 'race' | 'quality' | 'alone';

/** The rows of one package. */
export interface BenchTable {
  readonly topic: string;
  readonly rows: readonly {
    readonly id: string;
    readonly row: string;
    /** What it is measured against, if anything. */
    readonly peer: string | null;
    /** `race`: time, speed or memory, beside a peer; `quality`: what a model reaches; `alone`: what nothing is beside. */
    readonly kind: RowKind;
    readonly figures: readonly Figure[];
  }[];
}

/** What the page shows: tables, and where their figures come from. */
export interface Benchmarks {
  readonly tables: readonly BenchTable[];
  readonly runs: readonly Omit<BenchRun, 'results'>[];
}

/** Units of what a model reaches; anything else beside a peer is a race. */
const QUALITIES = [
  'share',
  'bits',
  'nats',
  'MSE',
  'MAE',
  'RMSE',
  'loss',
  'perplexity',
  'BLEU',
  'chrF',
  '°C',
];

declare const data: Benchmarks;

export { data };

export default {
  watch: ['./benchmarks.json'],
  load([file]: string[]): Benchmarks {
    const { runs } = JSON.parse(readFileSync(file as string, 'utf8')) as { runs: BenchRun[] };
    const rows = new Map<string, Figure[]>();
    for (const { node, results } of runs) {
      for (const result of results) {
        const major = /^v(\d+)/.exec(node)?.[1];
        const figures = rows.get(result.id) ?? [];
        rows.set(result.id, [...figures, { ...result, node: `Node ${major}` }]);
      }
    }
    const topics = new Map<string, BenchTable['rows'][number][]>();
    // In an order that does not follow what was measured last.
    for (const [id, figures] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const [topic = id] = id.split('/');
      figures.sort((a, b) => (a.node < b.node ? -1 : 1));
      const [{ row: what, unit }] = figures as [Figure];
      const peers = [...new Set(figures.flatMap(({ peerName }) => peerName ?? []))];
      const peer = peers.length > 0 ? peers.join('; ') : null;
      const row = { id, row: what, peer, kind: kindOf(unit, peer), figures };
      topics.set(topic, [...(topics.get(topic) ?? []), row]);
    }
    return {
      tables: [...topics].map(([topic, rows]) => ({ topic, rows })),
      runs: runs.map(({ results: _, ...run }) => run),
    };
  },
};

function kindOf(unit: string, peer: string | null): RowKind {
  if (QUALITIES.includes(unit)) return 'quality';
  return peer === null ? 'alone' : 'race';
}
