/**
 * What turns one binary into a similar one: pieces copied from the first and bytes of its own.
 *
 * The two builds of a package's kernels differ in their multiply-adds only; shipping the second as its difference
 * halves the size of a package. `applyDelta` of core's `src/wasm/instantiate.ts` puts it together again.
 *
 * Format, in LEB128 numbers, until the end: how far the copy begins from where the last one ended (zigzag: even is
 * forward), its length, the number of own bytes, and these.
 */
const LEAST_COPY = 5;

/** The difference that makes `target` of `source`. */
export function makeDelta(source, target) {
  const places = indexOf(source);
  const out = [];
  let from = 0; // where the last copy ended in the source
  let copy = { at: 0, length: commonLength(source, 0, target, 0) };
  let i = copy.length;
  while (true) {
    const start = i;
    let next;
    while (i < target.length && !next) {
      next = longest(source, places, target, i, copy.at + copy.length + (i - start));
      if (!next) i++;
    }
    pushNumber(out, zigzag(copy.at - from));
    pushNumber(out, copy.length);
    pushNumber(out, i - start);
    out.push(...target.subarray(start, i));
    if (!next) return Uint8Array.from(out);
    from = copy.at + copy.length;
    copy = next;
    i += copy.length;
  }
}

/** Positions of every run of `LEAST_COPY` bytes. */
function indexOf(source) {
  const places = new Map();
  for (let at = 0; at + LEAST_COPY <= source.length; at++) {
    const key = source.toString('latin1', at, at + LEAST_COPY);
    const list = places.get(key);
    if (list) list.push(at);
    else places.set(key, [at]);
  }
  return places;
}

/** The longest piece of the source that goes on here; the one nearest to `expected` among equals, as it is written shortest. */
function longest(source, places, target, i, expected) {
  if (i + LEAST_COPY > target.length) return undefined;
  let best;
  for (const at of places.get(target.toString('latin1', i, i + LEAST_COPY)) ?? []) {
    const length = commonLength(source, at, target, i);
    const far = Math.abs(at - expected);
    // A copy from far away costs a byte or two more.
    const worth = length - (far > 63 ? (far > 8191 ? 3 : 2) : 0);
    if (worth >= LEAST_COPY - 1 && (!best || worth > best.worth)) best = { at, length, worth };
  }
  return best;
}

function commonLength(a, i, b, j) {
  let length = 0;
  while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length])
    length++;
  return length;
}

function zigzag(value) {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function pushNumber(out, value) {
  for (; value > 127; value = Math.floor(value / 128)) out.push((value % 128) | 128);
  out.push(value);
}
