import type { Text } from './text';

interface Common {
  readonly label: Text;
  readonly hint?: Text;
  /** May change while it trains; any other change starts again. Default false. */
  readonly live?: boolean;
  /** The one face that offers it; on the other it has its default, or that of the preset. Default: both. */
  readonly only?: 'terminal' | 'page';
  /** Not worth a word where a run says what it does. Default false. */
  readonly quiet?: boolean;
}

/** A number: on a page one of its ticks, on a slider; in a terminal any in its range. */
export interface NumberSpec extends Common {
  readonly kind: 'number';
  /** The values of the slider. */
  readonly ticks: readonly number[];
  /** What the terminal takes, both ends allowed. Default: from the least tick to the greatest. */
  readonly low?: number;
  readonly high?: number;
  /** Only whole numbers. Default: where all ticks are whole. */
  readonly whole?: boolean;
  readonly fallback: number;
  /** Words for some ticks: `0` may be «off». */
  readonly names?: Readonly<Record<number, Text>>;
}

/** One of a few named values. */
export interface ChoiceSpec<V extends string = string> extends Common {
  readonly kind: 'choice';
  readonly options: readonly {
    readonly value: V;
    readonly label: Text;
    /** As that of a setting. */
    readonly only?: 'terminal' | 'page';
  }[];
  readonly fallback: V;
}

/** A whole number that is typed, as a seed is. */
export interface IntegerSpec extends Common {
  readonly kind: 'integer';
  readonly low: number;
  readonly high: number;
  readonly fallback: number;
}

/** A line of text that is typed. */
export interface TextSpec extends Common {
  readonly kind: 'text';
  /** Characters at most; what is longer is cut. */
  readonly most: number;
  readonly fallback: string;
}

/** On or off; off by default. */
export interface FlagSpec extends Common {
  readonly kind: 'flag';
  readonly fallback: false;
}

/** What a setting may be. */
export type Spec = NumberSpec | ChoiceSpec | IntegerSpec | TextSpec | FlagSpec;

/** Settings by name: `learningRate` is `--learning-rate` in the terminal, `learningRate=` in an address. */
export type Specs = Readonly<Record<string, Spec>>;

/** A value of a setting. */
export type Value = string | number | boolean;

/** A value a setting. */
export type Values<S extends Specs> = {
  readonly [K in keyof S]: S[K] extends ChoiceSpec<infer V>
    ? V
    : S[K] extends TextSpec
      ? string
      : S[K] extends FlagSpec
        ? boolean
        : number;
};

/** A choice whose values the compiler knows. */
export function choice<const V extends string>(spec: Omit<ChoiceSpec<V>, 'kind'>): ChoiceSpec<V> {
  return { kind: 'choice', ...spec };
}

/** The whole numbers from `low` to `high`, `by` apart. */
export function span(low: number, high: number, by = 1): number[] {
  return Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, i) => low + i * by);
}

/** The range of a number. */
export function rangeOf(spec: NumberSpec): { low: number; high: number; whole: boolean } {
  const { ticks, low = Math.min(...ticks), high = Math.max(...ticks) } = spec;
  return { low, high, whole: spec.whole ?? ticks.every(Number.isInteger) };
}

/** The settings that one face offers. */
export function settingsFor<S extends Specs>(settings: S, face: 'terminal' | 'page'): Partial<S> {
  const offered = Object.entries(settings).flatMap(([name, spec]): [string, Spec][] => {
    if ((spec.only ?? face) !== face) return [];
    if (spec.kind !== 'choice') return [[name, spec]];
    const options = spec.options.filter(({ only = face }) => only === face);
    return [[name, { ...spec, options }]];
  });
  return Object.fromEntries(offered) as unknown as Partial<S>;
}

/** The value of every setting where none is given. */
export function fallbacksOf<S extends Specs>(settings: S): Values<S> {
  const values = Object.entries(settings).map(([name, { fallback }]) => [name, fallback]);
  return Object.fromEntries(values) as Values<S>;
}
