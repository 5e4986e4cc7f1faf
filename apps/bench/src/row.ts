/** Does the work `times` times over; nothing else is timed. */
export type Work = (times: number) => void | Promise<void>;

/** One side of a row, made ready to run in a process of its own. */
export interface Contender {
  /** What runs, with its version. Default: the row's name for it. */
  name?: string | undefined;
  /** The work, or several forms of it by name: the row says which figure of them is its own. */
  run: Work | Record<string, Work>;
  /** A number that both sides must agree on (see `Plan`), where they compute the same thing. */
  checksum?: number | undefined;
}

/** A peer in Python. */
export interface PythonPeer {
  script: string;
  needs: string;
  args: Record<string, unknown>;
  /** Holds it to vectors of 256 bits (AVX2): twice as wide as ours are, where a processor may have four times. Default false. */
  capped?: boolean | undefined;
}

/** The other side: a module for Node, or a script for Python that `python/serve.py` runs. */
export interface Peer {
  name: string;
  /** Makes the peer, in a child process that never loads a package of ours. */
  node?: (() => Promise<Contender>) | undefined;
  /** The oldest Node major that it starts on. */
  fromNode?: number | undefined;
  /** A script (path from the root) with `prepare(**args)`, and the module that it cannot do without. */
  python?: PythonPeer | undefined;
}

/** How long and how often to run. */
export interface Plan {
  /** Runs each side at least this long before anything is timed: engines compile in the background. */
  warmUpMs: number;
  /** One timed sample lasts about this long. */
  sampleMs: number;
  /** Fixes how much work is one sample instead. */
  times?: number | undefined;
  /** Samples of each side. */
  repeats: number;
  /** Past this the row ends early, with no fewer than five samples. */
  budgetMs: number;
  /** The share of it by which the peer's checksum may differ. */
  agreement: number;
}

/** What a claim promises: a number, or one for plain SIMD (Node 20) and one for fused multiply-add (Node ≥ 22). */
export type Bar = number | { plain: number; fused: number };

interface Described {
  /** `topic/name`: one id, one figure. */
  id: string;
  /** What is measured, for people. */
  row: string;
  unit: string;
  /** At least this for the ratio; for the figure itself where there is no peer. */
  atLeast?: Bar | undefined;
  /** Takes over a minute: the last record is printed, and `--fresh` runs and records. The seed is recorded with it. */
  recorded?: { seed: string } | undefined;
}

/** A row that times ours and the peer in turn. */
export interface TimedRow extends Described {
  ours: () => Promise<Contender>;
  peer: Peer;
  /** Units of work in a run, times a millisecond: the figure is `amount` / ms, a rate. Default: ms a run. */
  amount?: number | undefined;
  /** Of several forms of the work, the row's figure: the worst of them (default), or their geometric mean. */
  of?: 'worst' | 'geometricMean' | undefined;
  plan?: Partial<Plan> | undefined;
  figure?: undefined;
}

/** A row whose figure is no time: a size, a share. */
export interface FigureRow extends Described {
  figure: (tools: FigureTools) => Promise<Figure>;
  /** Default: more is better. */
  lessIsBetter?: boolean | undefined;
  ours?: undefined;
}

/** What a figure row gets from the app, which its package may not import. */
export interface FigureTools {
  /** The repository's root. */
  root: string;
  /** Loads a module of the repository, such as `tools/node-24.mjs`, unbundled. */
  load<T>(file: string): Promise<T>;
  /** Says how far it is. */
  progress(text: string): void;
}

/** A figure and, if any, what it is held against. */
export interface Figure {
  ours: number;
  peer?: number | undefined;
  peerName?: string | undefined;
}

/** A row of any kind. */
export type Row = TimedRow | FigureRow;

/** The part of an id before its slash. */
export function topicOf({ id }: { id: string }): string {
  return id.split('/')[0] as string;
}
