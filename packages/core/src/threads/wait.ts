import { WORD } from './words';

/** How often the main thread looks whether all is done before it waits. */
const LOOKS = 2000;
/** Milliseconds of a wait. */
const WAIT = 0.2;

/** Waits until `total` calls are done; false where nothing has come for `patience` milliseconds of a worker that has taken one. */
export function waitFor(words: Int32Array, total: number, patience: number): boolean {
  let since = 0;
  let before = -1;
  for (let looks = 0; ; looks++) {
    const done = Atomics.load(words, WORD.done);
    if (done === total) return true;
    if (looks < LOOKS) continue;
    if (mayWait()) Atomics.wait(words, WORD.done, done, WAIT);
    if (looks % 256 !== 0) continue;
    const now = performance.now();
    if (done !== before) [before, since] = [done, now];
    else if (now - since > patience) return false;
  }
}

let may: boolean | undefined;

/** A page's main thread may not. */
function mayWait(): boolean {
  if (may === undefined) {
    try {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
      may = true;
    } catch {
      may = false;
    }
  }
  return may;
}
