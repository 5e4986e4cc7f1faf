/** A value from the command line that is none of those allowed: one line for the person, exit code 2. */
export class UsageError extends Error {
  static {
    UsageError.prototype.name = 'UsageError';
  }
}

/** What an option is, in words of yargs, and how its text becomes a value. */
export interface OptionSpec<T> {
  readonly describe: string;
  readonly type: 'boolean' | 'number' | 'string';
  /** Taken where the option is not given; may be undefined. */
  readonly default: T;
  /** What the help calls the default, where that depends on other options. */
  readonly defaultDescription?: string;
  readonly choices?: readonly string[];
  /** What is expected, in words. */
  readonly expected: string;
  /** The value that `text` stands for, or undefined if it stands for none. */
  read(text: string): T | undefined;
}

/** Options by their name on the command line, in kebab-case. */
export type OptionTable = Readonly<Record<string, OptionSpec<unknown>>>;

/** The values of a table of options, by the same names. */
export type OptionValues<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never;
};

/** An option without a value: there or not. */
export function flag(describe: string): OptionSpec<boolean> {
  const read = (text: string) => text === '' || undefined;
  return { describe, type: 'boolean', default: false, expected: 'no value', read };
}

interface NumberOptions<T> {
  readonly low?: number;
  readonly high?: number;
  readonly fallback?: T;
}

/** A number from `low` to `high`, both allowed. Without a fallback: undefined where it is not given. */
export function number<T extends number | undefined = undefined>(
  describe: string,
  { low = -Infinity, high = Infinity, fallback }: NumberOptions<T> = {},
): OptionSpec<T | number> {
  return {
    describe,
    type: 'number',
    default: fallback as T,
    expected: `a number${rangeText(low, high)}`,
    read(text) {
      const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
      return value >= low && value <= high ? value : undefined;
    },
  };
}

/** An integer from `low` to `high`, both allowed. Without a fallback: undefined where it is not given. */
export function integer<T extends number | undefined = undefined>(
  describe: string,
  { low = 0, high = Number.MAX_SAFE_INTEGER, fallback }: NumberOptions<T> = {},
): OptionSpec<T | number> {
  const spec = number(describe, { low, high, fallback: fallback as T });
  const most = high === Number.MAX_SAFE_INTEGER ? Infinity : high;
  return {
    ...spec,
    expected: `an integer${rangeText(low, most)}`,
    read(text) {
      const value = spec.read(text);
      return Number.isSafeInteger(value) ? value : undefined;
    },
  };
}

/** One of a few words. Without a fallback: undefined where it is not given. */
export function choice<const C extends string, T extends C | undefined = undefined>(
  describe: string,
  choices: readonly C[],
  { fallback }: { readonly fallback?: T } = {},
): OptionSpec<T | C> {
  return {
    describe,
    type: 'string',
    default: fallback as T,
    choices,
    expected: listOf(choices),
    read: (text) => choices.find((word) => word === text),
  };
}

/** Any text but the empty one; undefined where it is not given. */
export function text(describe: string): OptionSpec<string | undefined> {
  const read = (given: string) => given || undefined;
  return { describe, type: 'string', default: undefined, expected: 'a text', read };
}

/** `a, b or c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function rangeText(low: number, high: number): string {
  if (high !== Infinity) return ` from ${low} to ${high}`;
  return low === -Infinity ? '' : ` of at least ${low}`;
}
