/** A value from the command line that is none of those allowed: one line for the person, exit code 2. */
export class UsageError extends Error {
  static {
    UsageError.prototype.name = 'UsageError';
  }
}

/** What an option is, how it is shown in the help, and how its text becomes a value. */
export interface OptionSpec<T> {
  readonly help: string;
  /** A flag takes no value. */
  readonly flag: boolean;
  /** Taken where the option is not given; may be undefined. */
  readonly fallback: T;
  readonly choices?: readonly string[];
  /** The value that `text` stands for. @throws UsageError */
  read(where: string, text: string): T;
}

/** Options by their name on the command line, in kebab-case. */
export type OptionTable = Readonly<Record<string, OptionSpec<unknown>>>;

/** The values of a table of options, by the same names. */
export type OptionValues<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never;
};

/** An option without a value: there or not. */
export function flag(help: string): OptionSpec<boolean> {
  return { help, flag: true, fallback: false, read: () => true };
}

interface NumberRange {
  readonly low?: number;
  readonly high?: number;
}

/** A number from `low` to `high`, both allowed. Without a fallback: undefined where it is not given. */
export function number<T extends number | undefined = undefined>(
  help: string,
  { low = -Infinity, high = Infinity, fallback }: NumberRange & { readonly fallback?: T } = {},
): OptionSpec<T | number> {
  const what = `a number${rangeText(low, high)}`;
  return numeric(help, what, fallback as T, (value) => value >= low && value <= high);
}

/** An integer from `low` to `high`, both allowed. Without a fallback: undefined where it is not given. */
export function integer<T extends number | undefined = undefined>(
  help: string,
  {
    low = 0,
    high = Number.MAX_SAFE_INTEGER,
    fallback,
  }: NumberRange & { readonly fallback?: T } = {},
): OptionSpec<T | number> {
  const what = `an integer${rangeText(low, high === Number.MAX_SAFE_INTEGER ? Infinity : high)}`;
  const fits = (value: number) => Number.isSafeInteger(value) && value >= low && value <= high;
  return numeric(help, what, fallback as T, fits);
}

/** One of a few words. Without a fallback: undefined where it is not given. */
export function choice<const C extends string, T extends C | undefined = undefined>(
  help: string,
  choices: readonly C[],
  { fallback }: { readonly fallback?: T } = {},
): OptionSpec<T | C> {
  return {
    help,
    flag: false,
    fallback: fallback as T,
    choices,
    read(where, text) {
      if ((choices as readonly string[]).includes(text)) return text as C;
      throw new UsageError(`${where}: expected ${listOf(choices)}, got ${JSON.stringify(text)}`);
    },
  };
}

/** Any text but the empty one; undefined where it is not given. */
export function text(help: string): OptionSpec<string | undefined> {
  return {
    help,
    flag: false,
    fallback: undefined,
    read(where, given) {
      if (given !== '') return given;
      throw new UsageError(`${where}: expected a text, got ""`);
    },
  };
}

/** `a, b or c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function numeric<T>(
  help: string,
  what: string,
  fallback: T,
  fits: (value: number) => boolean,
): OptionSpec<T | number> {
  return {
    help,
    flag: false,
    fallback,
    read(where, given) {
      const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : NaN;
      if (fits(value)) return value;
      throw new UsageError(`${where}: expected ${what}, got ${JSON.stringify(given)}`);
    },
  };
}

function rangeText(low: number, high: number): string {
  if (high !== Infinity) return ` from ${low} to ${high}`;
  return low === -Infinity ? '' : ` of at least ${low}`;
}
