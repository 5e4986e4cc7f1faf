import type { Spec, Specs, Value, Values } from '@dl/lessons';

/** A value of an address that was not taken as it was. */
export interface Note {
  readonly name: string;
  readonly got: string;
  readonly used: Value;
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
  const values: Record<string, Value> = {};
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
function nearest(spec: Spec, text: string): Value {
  if (spec.kind === 'choice') {
    return spec.options.some(({ value }) => value === text) ? text : spec.fallback;
  }
  if (spec.kind === 'text') return text.slice(0, spec.most);
  if (spec.kind === 'flag') return text === 'true';
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
export function toQuery(values: Readonly<Record<string, Value>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
