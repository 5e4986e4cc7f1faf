import type { Text } from './text';

/** A number that is chosen on a slider: one of its ticks. */
export interface NumberSpec {
  readonly kind: 'number';
  readonly label: Text;
  readonly hint?: Text;
  /** The values of the slider, ascending. */
  readonly ticks: readonly number[];
  readonly fallback: number;
  /** Words for some ticks: `0` may be «off». */
  readonly names?: Readonly<Record<number, Text>>;
  /** May change while it trains; any other change starts again. Default false. */
  readonly live?: boolean;
}

/** One of a few named values. */
export interface ChoiceSpec<V extends string = string> {
  readonly kind: 'choice';
  readonly label: Text;
  readonly hint?: Text;
  readonly options: readonly { readonly value: V; readonly label: Text }[];
  readonly fallback: V;
  readonly live?: boolean;
}

/** A whole number that is typed, as a seed is. */
export interface IntegerSpec {
  readonly kind: 'integer';
  readonly label: Text;
  readonly hint?: Text;
  readonly low: number;
  readonly high: number;
  readonly fallback: number;
  readonly live?: boolean;
}

/** A line of text that is typed. */
export interface TextSpec {
  readonly kind: 'text';
  readonly label: Text;
  readonly hint?: Text;
  /** Characters at most; what is longer is cut. */
  readonly most: number;
  readonly fallback: string;
  readonly live?: boolean;
}

/** What a setting may be. */
export type Spec = NumberSpec | ChoiceSpec | IntegerSpec | TextSpec;

/** Settings by the names that they have in the address. */
export type Specs = Readonly<Record<string, Spec>>;

/** A value a setting. */
export type Values<S extends Specs> = {
  readonly [K in keyof S]: S[K] extends ChoiceSpec<infer V>
    ? V
    : S[K] extends TextSpec
      ? string
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

/** A value of an address that was not taken as it was. */
export interface Note {
  readonly name: string;
  readonly got: string;
  readonly used: string | number;
}

/** A query as vue-router gives it. */
export type Query = Readonly<Record<string, string | null | undefined | (string | null)[]>>;

/**
 * Reads settings out of an address, which anybody may have written: what is no value of a setting is replaced by the
 * nearest one, or by the default, with a note. Names that are no setting are passed over.
 */
export function parseSettings<S extends Specs>(
  specs: S,
  query: Query,
): { values: Values<S>; notes: Note[] } {
  const values: Record<string, string | number> = {};
  const notes: Note[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const given = Object.hasOwn(query, name) ? query[name] : undefined;
    const text = Array.isArray(given) ? given[0] : given;
    const used = text === undefined || text === null ? spec.fallback : nearest(spec, text);
    values[name] = used;
    if (text !== undefined && text !== null && String(used) !== text && Number(text) !== used) {
      notes.push({ name, got: text.length > 32 ? `${text.slice(0, 32)}…` : text, used });
    }
  }
  return { values: values as Values<S>, notes };
}

/** The value of `spec` that is nearest to what was written; its default for what is no number or name. */
function nearest(spec: Spec, text: string): string | number {
  if (spec.kind === 'choice') {
    return spec.options.some(({ value }) => value === text) ? text : spec.fallback;
  }
  if (spec.kind === 'text') return text.slice(0, spec.most);
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return spec.fallback;
  if (spec.kind === 'integer') {
    return Math.min(spec.high, Math.max(spec.low, Math.round(number)));
  }
  return spec.ticks[nearestTick(spec.ticks, number)] as number;
}

/** The index of the tick nearest to `value`. */
export function nearestTick(ticks: readonly number[], value: number): number {
  let best = 0;
  ticks.forEach((tick, i) => {
    if (Math.abs(tick - value) < Math.abs((ticks[best] as number) - value)) best = i;
  });
  return best;
}

/** Settings as an address holds them: all of them, so that a link means the same when defaults change. */
export function toQuery(values: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
