import { type OptionChecks, readOptions } from '@dl/core/check';
import { plainScreen } from './plain-screen';
import type { Screen } from './screen';
import {
  type Environment,
  environment,
  expectEnvironment,
  expectStream,
  standardOutput,
  type TextStream,
} from './text-stream';
import { ttyScreen } from './tty-screen';

/** Where a screen writes. */
export interface ScreenOptions {
  /** Default: `process.stdout`; in a page the console. */
  stream?: TextStream;
  /** Says whether colours are wanted (`NO_COLOR`), and whether the terminal can move its cursor (`TERM`). Default: `process.env`. */
  env?: Environment;
}

/** The checks of its options. */
export const SCREEN_OPTIONS: OptionChecks<ScreenOptions> = {
  stream: expectStream,
  env: expectEnvironment,
};

/**
 * The screen of a stream: in a terminal a bar that moves under the lines, and colours unless `NO_COLOR` is set; in a pipe, a log or the console
 * of a page plain lines, progress now and then. Nothing is wider than the terminal, or than 80 columns.
 *
 * @throws TypeError for a stream without `write`
 */
export function openScreen(options?: ScreenOptions): Screen {
  const { stream = standardOutput(), env = environment() } = readOptions(
    'openScreen',
    options,
    SCREEN_OPTIONS,
  );
  // A dumb terminal cannot move its cursor.
  if (!stream.isTTY || env.TERM === 'dumb') return plainScreen(stream);
  return ttyScreen(stream, !env.NO_COLOR);
}
