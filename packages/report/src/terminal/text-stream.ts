import { expected, type OptionCheck } from '@dl/core/check';

/** Where text goes: `process.stdout` and `process.stderr` are such. */
export interface TextStream {
  write(text: string): unknown;
  /** Whether a person sees it in a terminal. */
  readonly isTTY?: boolean | undefined;
  /** How wide that terminal is. */
  readonly columns?: number | undefined;
}

/** The environment of a program. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The most columns that anything takes, however wide the terminal. */
const WIDEST = 80;

/** The columns that there are: 80 at most, and where nobody says how many. */
export function columnsOf({ columns }: TextStream): number {
  return Math.min(columns || WIDEST, WIDEST);
}

/** `process` of Node; a page has none. */
function host(): { stdout?: TextStream; env?: Environment } {
  return (globalThis as { process?: { stdout?: TextStream; env?: Environment } }).process ?? {};
}

/** Standard output; in a page the console, line by line. */
export function standardOutput(): TextStream {
  const { stdout } = host();
  if (typeof stdout?.write === 'function') return stdout;
  // biome-ignore lint/suspicious/noConsole: it is what a page has for lines
  return { write: (text) => console.log(text.replace(/\n$/, '')) };
}

/** The environment of this process; in a page an empty one. */
export function environment(): Environment {
  return host().env ?? {};
}

/** @throws TypeError `terminalProgress: stream: expected a stream with write, got 3` */
export const expectStream: OptionCheck = (where, name, stream) => {
  if (typeof (stream as TextStream | null)?.write === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'a stream with write', stream));
};

/** @throws TypeError for what is no object of texts */
export const expectEnvironment: OptionCheck = (where, name, env) => {
  if (typeof env === 'object' && env !== null) return;
  throw new TypeError(expected(`${where}: ${name}`, 'an object of texts such as process.env', env));
};
