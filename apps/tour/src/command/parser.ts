import yargs, { type Argv, type Options } from 'yargs';
import { type OptionTable, UsageError } from './option';

/** yargs with one spelling of each option and no words of its own: nothing is guessed, and errors are thrown. */
export function parser(args: readonly string[]): Argv {
  return yargs([...args])
    .scriptName('npm start --')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    })
    .detectLocale(false)
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false);
}

/**
 * Options as yargs parses them: each is a text, which the option itself reads, so that an error shows what was typed.
 * Defaults are not told to yargs, which takes them where a value is missing.
 *
 * @param where what errors begin with
 */
export function parsedOptions(where: string, table: OptionTable): Record<string, Options> {
  const entries = Object.entries(table).map(([name, spec]) => {
    const coerce = (given: unknown) => {
      if (Array.isArray(given)) {
        throw new UsageError(`${where}: --${name}: expected it once, got it again`);
      }
      const value = spec.read(String(given));
      if (value !== undefined) return value;
      const got = given === '' ? 'none' : JSON.stringify(given);
      throw new UsageError(`${where}: --${name}: expected ${spec.expected}, got ${got}`);
    };
    return [name, { type: 'string', coerce } as const];
  });
  return Object.fromEntries(entries);
}

/** Options as yargs shows them, under a heading. */
export function shownOptions(heading: string, table: OptionTable): Record<string, Options> {
  const entries = Object.entries(table).map(([name, spec]) => {
    const { describe, type, choices, defaultDescription } = spec;
    const shown = defaultDescription ?? (spec.default || undefined);
    const fallback = shown === undefined ? {} : { default: shown, defaultDescription: `${shown}` };
    const values = choices === undefined ? { type } : { choices };
    return [name, { describe, group: heading, ...values, ...fallback }];
  });
  return Object.fromEntries(entries);
}
