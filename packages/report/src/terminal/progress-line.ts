import stringWidth from 'string-width';

/** What stands in a line of progress. */
export interface ProgressParts {
  readonly step: number;
  readonly total: number | undefined;
  /** The most important first. */
  readonly details: readonly string[];
  /** `9,120 steps/s, 1.2 s left` and, where that is too wide, `9,120/s, 1.2 s`. */
  readonly pace: string;
  readonly shortPace: string;
}

/** How parts of the line are set off. */
export interface ProgressPaint {
  readonly bar: (text: string) => string;
  readonly pace: (text: string) => string;
  /** What the bar has still to fill. */
  readonly empty: string;
}

const PLAIN: ProgressPaint = { bar: (text) => text, pace: (text) => text, empty: '·' };
const WIDEST_BAR = 30;
const GAP = '  ';

/**
 * A line of progress that fits into `columns`: `━━━━·· 60 %  600/1000  loss 0.12  9,120 steps/s, 1.2 s left`. Where it is narrow the
 * bar gets shorter, then the count goes, the pace gets shorter, details go from the last on.
 */
export function progressLine(parts: ProgressParts, columns: number, paint = PLAIN): string {
  const { step, total, details } = parts;
  const share = total === undefined ? undefined : total > 0 ? Math.min(1, step / total) : 1;
  const percent = share === undefined ? '' : `${Math.floor(100 * share)} %`;
  const count = total === undefined ? `step ${step}` : `${step}/${total}`;
  const layouts = [
    ...[[8, count, details, parts.pace] as const, [8, '', details, parts.pace] as const],
    ...Array.from(
      details,
      (_, i) => [8, '', details.slice(0, details.length - i), parts.shortPace] as const,
    ),
    ...[
      [3, '', details.slice(0, 1), parts.shortPace] as const,
      [3, '', [], parts.shortPace] as const,
    ],
  ];
  for (const [least, counted, shown, pace] of layouts) {
    const texts = [percent, share === undefined ? count : counted, ...shown].filter(Boolean);
    const text = texts.join(GAP);
    const room = columns - stringWidth(`${text}${GAP}${pace}`) - 1;
    if (room < (share === undefined ? -1 : least)) continue;
    const rest = `${text}${GAP}${paint.pace(pace)}`;
    if (share === undefined) return rest;
    const size = Math.min(WIDEST_BAR, room);
    const full = Math.round(share * size);
    return `${paint.bar('━'.repeat(full))}${paint.empty.repeat(size - full)} ${rest}`;
  }
  return (percent || count).slice(0, columns);
}
