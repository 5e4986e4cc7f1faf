import type { CtcHypothesis, Frames } from './ctc-frames';

const NEVER = Number.NEGATIVE_INFINITY;

/** log(eᵃ + eᵇ) */
function join(a: number, b: number): number {
  if (a < b) return b + Math.log1p(Math.exp(a - b));
  return b === NEVER ? a : a + Math.log1p(Math.exp(b - a));
}

/** A beginning, with the logarithms of the probabilities of its paths: those that end in a blank, and those in its last label. */
class Prefix {
  inBlank = NEVER;
  inLabel = NEVER;
  /** The same after the next frame. */
  nextInBlank = NEVER;
  nextInLabel = NEVER;
  /** Those of its continuations that are among the beams, or were. */
  readonly children = new Map<number, Prefix>();
  isLive = true;

  constructor(
    readonly parent: Prefix | undefined,
    readonly label: number,
  ) {}

  get score(): number {
    return join(this.inBlank, this.inLabel);
  }

  labels(): number[] {
    const labels: number[] = [];
    for (let at: Prefix = this; at.parent !== undefined; at = at.parent) labels.push(at.label);
    return labels.reverse();
  }
}

/** What may be a beam after the frame: a beginning that is one, or one that a label makes of it. */
interface Candidate {
  readonly from: Prefix;
  /** The label that is added, −1 for none. */
  readonly label: number;
  readonly score: number;
}

/** The beginnings of a row that are left after its last frame, the likeliest first. */
export function prefixBeams(frames: Frames, blank: number, beams: number): CtcHypothesis[] {
  const root = new Prefix(undefined, -1);
  root.inBlank = 0;
  let live = [root];
  for (let t = 0; t < frames.time; t++) live = afterFrame(frames, t, live, blank, beams);
  return live.map((own) => ({ labels: own.labels(), logProbability: own.score }));
}

function afterFrame(
  { logs, classes }: Frames,
  t: number,
  live: readonly Prefix[],
  blank: number,
  beams: number,
): Prefix[] {
  const log = (label: number) => logs[t * classes + label] as number;
  const best: Candidate[] = [];
  for (const own of live) {
    own.nextInBlank = join(own.nextInBlank, own.score + log(blank));
    if (own.parent !== undefined) {
      own.nextInLabel = join(own.nextInLabel, own.inLabel + log(own.label));
    }
    for (const [label, child] of own.children) {
      if (!child.isLive) continue;
      // After the same label only a path that ends in a blank makes another of it.
      const before = label === own.label ? own.inBlank : own.score;
      child.nextInLabel = join(child.nextInLabel, before + log(label));
    }
  }
  for (const own of live) {
    keep(best, { from: own, label: -1, score: join(own.nextInBlank, own.nextInLabel) }, beams);
  }
  for (const own of live) {
    const { score } = own;
    for (let label = 0; label < classes; label++) {
      if (label === blank || own.children.get(label)?.isLive) continue;
      const whole = (label === own.label ? own.inBlank : score) + log(label);
      keep(best, { from: own, label, score: whole }, beams);
    }
  }
  for (const own of live) own.isLive = false;
  const next = best.map(({ from, label, score }) => {
    if (label < 0) return from;
    // One that was a beam before: what goes on from it is known there.
    const child = from.children.get(label) ?? new Prefix(from, label);
    [child.nextInBlank, child.nextInLabel] = [NEVER, score];
    from.children.set(label, child);
    return child;
  });
  for (const own of next) {
    [own.inBlank, own.inLabel] = [own.nextInBlank, own.nextInLabel];
    [own.nextInBlank, own.nextInLabel] = [NEVER, NEVER];
    own.isLive = true;
  }
  return next;
}

/** Puts a candidate among the best, which are in order; of equals the first stays first. */
function keep(best: Candidate[], own: Candidate, most: number): void {
  if (own.score === NEVER) return;
  if (best.length === most) {
    if (own.score <= (best[most - 1] as Candidate).score) return;
    best.pop();
  }
  let at = best.length;
  while (at > 0 && (best[at - 1] as Candidate).score < own.score) at--;
  best.splice(at, 0, own);
}
