import type { WriteStream } from 'node:tty';
import { plainScreen } from './plain-screen';
import { type Screen, silentScreen } from './screen';
import { ttyScreen } from './tty-screen';

/** The screen for a stream: nothing with `json`, moving on a terminal, else plain lines. */
export function chooseScreen(
  stream: WriteStream,
  { json, env }: { json: boolean; env: Readonly<Record<string, string | undefined>> },
): Screen {
  if (json) return silentScreen;
  // A dumb terminal cannot move its cursor.
  if (!stream.isTTY || env.TERM === 'dumb') return plainScreen(stream);
  return ttyScreen(stream, !env.NO_COLOR);
}
