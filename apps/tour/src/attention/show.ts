import type { OptionValues } from '../command/option';
import { count, percent } from '../terminal/format';
import { heatMapLines } from '../terminal/heat-map';
import type { Curve, Screen } from '../terminal/screen';
import type { Spoken } from './say';
import { letterOf } from './sequences';
import type { REVERSAL_OPTIONS } from './settings';

/** How both networks do on sequences of one length. */
export interface ByLength {
  readonly length: number;
  readonly fixed: Spoken;
  readonly attention: Spoken;
}

const NAMES = { fixed: 'fixed-length code', attention: 'attention' } as const;

type Name = keyof typeof NAMES;

/** Says what is trained. */
export function describe(screen: Screen, options: OptionValues<typeof REVERSAL_OPTIONS>): void {
  const { symbols, longest, score, hidden, batch } = options;
  screen.title('Attention against a fixed-length code, as sequences grow');
  screen.note(`to reverse sequences of ${symbols} symbols; trained on lengths 1 to ${longest}`);
  screen.note(
    `encoder and decoder are GRUs; ${options['fixed-hidden']} units without attention, ${hidden} with (${score})`,
  );
  screen.note(`${batch} sequences a step, adam at ${options['learning-rate']}, the same for both`);
}

interface Outcome {
  readonly found: readonly ByLength[];
  readonly curves: Readonly<Record<string, Curve>>;
  readonly sizes: Readonly<Record<Name, number>>;
  /** The longest that was trained on. */
  readonly longest: number;
}

/** Draws the losses and the accuracy by length, and puts both into a table. */
export function show(screen: Screen, { found, curves, sizes, longest }: Outcome): void {
  const names = Object.keys(NAMES) as Name[];
  for (const name of names) {
    const curve = curves[name] ?? [];
    if (curve.length > 1) screen.plot(`Cross-entropy by step: ${NAMES[name]}`, curve);
  }
  for (const name of names) {
    const points = found.map((entry) => [entry.length, entry[name].exact] as const);
    screen.plot(`Share of sequences that are right, by length: ${NAMES[name]}`, points);
  }
  screen.table({
    head: ['length', ...names.map((name) => `${NAMES[name]}: right`), ...names.map(() => 'steps')],
    rows: [
      ['parameters', ...names.map((name) => count(sizes[name])), '', ''],
      ...found.map((entry) => [
        `${entry.length}${entry.length > longest ? ' (not trained on)' : ''}`,
        ...names.map((name) => percent(entry[name].exact)),
        ...names.map((name) => percent(entry[name].steps)),
      ]),
    ],
  });
}

interface Weights {
  /** Symbols, [length]. */
  readonly read: ArrayLike<number>;
  /** [length + 1] */
  readonly spoken: ArrayLike<number>;
  /** [length + 1, length] */
  readonly values: ArrayLike<number>;
}

/** Draws where the decoder looks while it says each symbol. */
export function showWeights(screen: Screen, { read, spoken, values }: Weights): void {
  screen.title('Where it looks: a row is what it says, a column what it has read');
  const columns = Array.from(read, letterOf);
  const rows = Array.from(spoken, letterOf);
  for (const line of heatMapLines({ rows, columns, values })) screen.line(line);
}
