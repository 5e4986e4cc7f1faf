import { COLUMNS, FRAME, type Line, SIDE } from './lines';
import type { Reading } from './read';

/** What is drawn: a line that it has never seen, and what it is read as. */
export interface LineView extends Reading {
  readonly line: Line;
}

/** Rows of text of a line: a character is twice as high as it is wide, and as wide as a frame. */
export const HIGH = SIDE / (2 * COLUMNS);

/** Shares of ink of a line as text, [HIGH, frames]: a frame of as many rows is one share. */
export function inkOfText({ ink, frames }: Line): Float32Array {
  const shares = new Float32Array(HIGH * frames);
  const rows = SIDE / HIGH;
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < FRAME; i++) {
      const row = Math.floor((i % SIDE) / rows);
      const at = row * frames + frame;
      shares[at] = (shares[at] as number) + (ink[frame * FRAME + i] as number) / (rows * COLUMNS);
    }
  }
  return shares;
}
