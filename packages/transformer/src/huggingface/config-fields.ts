import { describeValue, expected, expectFraction, expectPositive } from '@dl/core/check';

/** The fields of a `config.json`, checked one by one as they are read: the file may say anything. */
export class ConfigFields {
  constructor(
    readonly where: string,
    readonly json: Readonly<Record<string, unknown>>,
  ) {}

  /** What a field says; null counts as left out, as there. */
  value(name: string): unknown {
    return (Object.hasOwn(this.json, name) ? this.json[name] : undefined) ?? undefined;
  }

  /** An integer from 1 to `high`. */
  count(
    name: string,
    { fallback, high = 2 ** 31 - 1 }: { fallback?: number; high?: number } = {},
  ): number {
    const value = this.value(name) ?? fallback;
    if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= high) {
      return value as number;
    }
    throw this.refusal(name, `an integer from 1 to ${high}`, value);
  }

  /** A number over 0 that float32 holds, or a share in [0, 1). */
  number(name: string, kind: 'positive' | 'share', fallback: number): number {
    const value = (this.value(name) ?? fallback) as number;
    if (kind === 'share') expectFraction(this.where, name, value);
    else expectPositive(this.where, name, value);
    return value;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value === 'boolean') return value;
    throw this.refusal(name, 'true or false', value);
  }

  /** One of the words that `known` has, as what stands there. */
  word<T>(name: string, known: Readonly<Record<string, T>>, fallback: string): T {
    const value = this.value(name) ?? fallback;
    if (typeof value === 'string' && Object.hasOwn(known, value)) return known[value] as T;
    throw this.refusal(name, `one of ${Object.keys(known).join(', ')}`, value);
  }

  /** Refuses every field that says something else than here: of what no model here does. */
  only(fields: Readonly<Record<string, unknown>>): void {
    for (const [name, wanted] of Object.entries(fields)) {
      const value = this.value(name);
      if (value === undefined || value === wanted) continue;
      throw this.refusal(name, `${describeValue(wanted)}, all that is known here`, value);
    }
  }

  /** A divisor of another field. */
  divisor(name: string, of: string, whole: number, fallback?: number): number {
    const value = this.count(name, fallback === undefined ? {} : { fallback });
    if (whole % value === 0) return value;
    throw this.refusal(name, `a divisor of ${of} ${whole}`, value);
  }

  /** A field that is an object; undefined where it is left out. */
  object(name: string): ConfigFields | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'object' && !Array.isArray(value)) {
      return new ConfigFields(`${this.where}: ${name}`, value as Record<string, unknown>);
    }
    throw this.refusal(name, 'an object', value);
  }

  refusal(name: string, rule: string, value: unknown): RangeError {
    return new RangeError(expected(`${this.where}: ${name}`, rule, value));
  }
}
