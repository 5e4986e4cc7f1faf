import type { Bar, Figure, FigureRow, TimedRow } from './row';
import { median, round, spread } from './statistics';

/** One line of `--json`, exactly these fields. */
export interface Result {
  id: string;
  row: string;
  unit: string;
  /** The figure, a median; null where it could not be measured. */
  ours: number | null;
  /** The peer's, null where the peer is not there. */
  peer: number | null;
  /** With its version, if it runs here. */
  peerName: string | null;
  /** Over 1: ours is better, also where less is better. */
  ratio: number | null;
  /** Interquartile range over median, of the ratio (of ours without a peer); null for a figure that has no repeats. */
  spread: number | null;
}

/** The samples of one form of the work, in ms a run; the i-th of both were taken one after the other. */
export interface Samples {
  variant: string;
  ours: readonly number[];
  /** Empty where the peer is not there. */
  peer: readonly number[];
}

/** The result of one form of the work; '' if there is but one. */
export interface FormResult {
  form: string;
  result: Result;
}

/**
 * The results of a timed row, form by form, the one in which ours does worst in front of the others; first the row's
 * own, which is that one or the geometric mean of all.
 */
export function timedResults(
  { id, row, unit, amount, of = 'worst', peer: { name } }: TimedRow,
  samples: readonly Samples[],
  peerName = name,
): [FormResult, ...FormResult[]] {
  const figure = (ms: number) => round(amount === undefined ? ms : amount / ms);
  const judged = samples.map((sample) => ({ ...judge(sample), form: sample.variant }));
  judged.sort((a, b) =>
    a.ratio === null || b.ratio === null ? b.ours - a.ours : a.ratio - b.ratio,
  );
  if (of === 'geometricMean' && judged.length > 1) judged.unshift(meanOf(judged));
  const [own, ...others] = judged.map(({ form, ours, peer, ratio, spread }) => ({
    form,
    result: {
      id,
      row,
      unit,
      ours: figure(ours),
      peer: peer === null ? null : figure(peer),
      peerName,
      ratio: ratio === null ? null : round(ratio),
      spread: round(spread),
    },
  }));
  if (own === undefined) throw new RangeError(`${id}: expected at least one sample, got none`);
  return [own, ...others];
}

interface Judgement {
  readonly ours: number;
  readonly peer: number | null;
  readonly ratio: number | null;
  readonly spread: number;
}

/** The geometric means of all forms, with the widest of their spreads. */
function meanOf(judged: readonly (Judgement & { form: string })[]): Judgement & { form: string } {
  const mean = (values: readonly number[]) =>
    Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  const peers = judged.flatMap(({ peer }) => (peer === null ? [] : [peer]));
  const ours = mean(judged.map((one) => one.ours));
  const peer = peers.length < judged.length ? null : mean(peers);
  const ratio = peer === null ? null : peer / ours;
  const widest = Math.max(...judged.map((one) => one.spread));
  return { form: 'geometric mean', ours, peer, ratio, spread: widest };
}

function judge({ ours, peer }: Samples): Judgement {
  if (peer.length === 0) {
    return { ours: median(ours), peer: null, ratio: null, spread: spread(ours) };
  }
  // Neighbours in time share the machine's mood, so the scatter of their ratio is that of the claim.
  const ratios = ours.map((ms, i) => (peer[i] as number) / ms);
  const a = median(ours);
  const b = median(peer);
  return { ours: a, peer: b, ratio: b / a, spread: spread(ratios) };
}

/** The result of a row that is no time. */
export function figureResult(
  { id, row, unit, lessIsBetter = false }: FigureRow,
  { ours, peer, peerName }: Figure,
): Result {
  const ratio = peer === undefined ? null : round(lessIsBetter ? peer / ours : ours / peer);
  return {
    id,
    row,
    unit,
    ours: round(ours),
    peer: peer === undefined ? null : round(peer),
    peerName: peerName ?? null,
    ratio,
    spread: null,
  };
}

/** The result of a row that could not be measured. */
export function missingResult({
  id,
  row,
  unit,
}: {
  id: string;
  row: string;
  unit: string;
}): Result {
  return { id, row, unit, ours: null, peer: null, peerName: null, ratio: null, spread: null };
}

/** The bar on an engine with (`fused`) or without fused multiply-add. */
export function barOf(atLeast: Bar | undefined, fused: boolean): number | undefined {
  if (typeof atLeast !== 'object') return atLeast;
  return fused ? atLeast.fused : atLeast.plain;
}

/** Whether a result reaches its bar: by its ratio, or by its figure where no peer exists for it. */
export function passes({ ours, peerName, ratio }: Result, bar: number | undefined): boolean | null {
  const value = peerName === null ? ours : ratio;
  return bar === undefined || value === null ? null : value >= bar;
}
