import type { OptionValues } from '../../command/option';
import type { Curve, Screen } from '../../terminal/screen';
import type { TEXT_OPTIONS } from './settings';

/** What came of a run. */
interface Outcome {
  readonly options: OptionValues<typeof TEXT_OPTIONS>;
  /** The loss in nats. */
  readonly curve: Curve;
  /** Bits per character of the network. */
  readonly bits: number;
  /** Those of the counts, by the characters that they look back. */
  readonly counts: readonly number[];
  readonly passage: string;
}

/** Shows the bits per character beside those of the counts, and a passage. */
export function show(screen: Screen, { options, curve, bits, counts, passage }: Outcome): void {
  if (curve.length > 1) {
    const inBits = curve.map(([step, loss]) => [step, loss / Math.LN2] as const);
    screen.plot('Bits per character of the training text by step', inBits);
  }
  const best = Math.min(...counts);
  const where = options.part === 'test' ? 'held-out text' : 'development text';
  screen.table({
    head: [where, 'bits per character'],
    rows: [
      ...counts.map((value, order) => [`counts of order ${order}`, value.toFixed(3)]),
      [`${options.cell} network`, bits.toFixed(3)],
    ],
    strong: [bits < best ? counts.length : counts.indexOf(best)],
  });
  screen.line('');
  const gap = Math.abs(bits - best).toFixed(3);
  screen.line(
    `The network needs ${gap} bits ${bits < best ? 'fewer' : 'more'} than the best counts.`,
  );
  if (passage === '') return;
  screen.title(`What it writes, at temperature ${options.temperature}`);
  for (const line of passage.split('\n')) screen.line(line);
}
