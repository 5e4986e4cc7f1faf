import { type Text, textOf, type Words } from './text';

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

/** What the functions below make a setting of: `hint` in words, and all but what they are named for. */
type Own<S extends Spec> = Omit<S, 'kind' | 'label' | 'hint' | 'options' | 'names'> & {
  readonly hint?: Words;
};

/** A number. */
export function number(
  label: Words,
  { names, ...own }: Own<NumberSpec> & { readonly names?: Readonly<Record<number, Words>> },
): NumberSpec {
  return { kind: 'number', ...described(label, own), ...(names && { names: allTexts(names) }) };
}

/** A choice, whose values the compiler knows: `options` has their labels. Those of `terminal` are for the terminal only. */
export function choice<const V extends string>(
  label: Words,
  {
    options,
    terminal = [],
    ...own
  }: Omit<Own<ChoiceSpec>, 'fallback'> & {
    readonly options: { readonly [K in V]: Words };
    readonly fallback: NoInfer<V>;
    readonly terminal?: readonly NoInfer<V>[];
  },
): ChoiceSpec<V> {
  const values = Object.entries<Words>(options) as [V, Words][];
  return {
    kind: 'choice',
    ...described(label, own),
    options: values.map(([value, words]) => ({
      ...{ value, label: textOf(words) },
      ...(terminal.includes(value) && { only: 'terminal' }),
    })),
  };
}

/** The label of one value of a choice. */
export function labelOf<V extends string>({ options, label }: ChoiceSpec<V>, value: V): Text {
  return options.find((option) => option.value === value)?.label ?? label;
}

/** What is off unless it is asked for. */
export function flag(label: Words, own: Omit<Own<FlagSpec>, 'fallback'> = {}): FlagSpec {
  return { kind: 'flag', ...described(label, own), fallback: false };
}

/** The label and the hint as texts, beside the rest. */
function described<O extends { readonly hint?: Words }>(label: Words, own: O) {
  const { hint, ...rest } = own;
  return { label: textOf(label), ...(hint !== undefined && { hint: textOf(hint) }), ...rest };
}

function allTexts(names: Readonly<Record<number, Words>>): Record<number, Text> {
  return Object.fromEntries(Object.entries(names).map(([key, words]) => [key, textOf(words)]));
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
