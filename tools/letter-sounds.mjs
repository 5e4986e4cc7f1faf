/** Which letter of a word says which of its sounds: for `tools/common-words.mjs`, which writes letters with a mark where they say something unusual. */

/** Sounds of one letter at most. */
const MOST = 8;
/** Times that words are aligned, each by the counts of the time before. */
const ROUNDS = 12;

/** What stands behind a letter for the n-th of its sounds; nothing for the most frequent. */
export const MARKS = ' 0123456789+-*,.:=';

/**
 * Aligns words with what is said, one letter a sound.
 *
 * @param {readonly (readonly [word: string, said: string])[]} ways
 * @returns {{ sounds: string[][], spelt: string[] }} of each letter from a to z what it says, most frequent first; and the words, with marks
 */
export function alignSounds(ways) {
  let counts = new Map();
  for (let round = 0; round < ROUNDS; round++) counts = countSounds(ways, counts);
  const sounds = Array.from({ length: 26 }, (_, i) => {
    const own = counts.get(String.fromCharCode(97 + i)) ?? new Map([['', 0]]);
    return [...own].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([chunk]) => chunk);
  });
  const most = Math.max(...sounds.map(({ length }) => length));
  if (most > MARKS.length) throw new Error(`alignSounds: expected ${most} marks, got ${MARKS}`);
  const spelt = ways.map(([word, said]) =>
    align(word, said, counts)
      .map((chunk, i) => {
        const at = sounds[word.charCodeAt(i) - 97].indexOf(chunk);
        return at === 0 ? word[i] : word[i] + MARKS[at];
      })
      .join(''),
  );
  return { sounds, spelt };
}

function countSounds(ways, before) {
  const counts = new Map();
  for (const [word, said] of ways) {
    align(word, said, before).forEach((chunk, i) => {
      const own = counts.get(word[i]) ?? new Map();
      counts.set(word[i], own.set(chunk, (own.get(chunk) ?? 0) + 1));
    });
  }
  return counts;
}

/** The likeliest way to cut what is said into a piece, perhaps empty, for each letter. */
function align(word, said, counts) {
  const width = said.length + 1;
  const cost = new Float64Array((word.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  const taken = new Uint8Array(cost.length);
  cost[0] = 0;
  for (let i = 0; i < word.length; i++) {
    for (let j = 0; j < width; j++) {
      const sofar = cost[i * width + j];
      if (sofar === Number.POSITIVE_INFINITY) continue;
      for (let size = 0; size <= MOST && j + size < width; size++) {
        const at = (i + 1) * width + j + size;
        const own = sofar + costOf(word[i], said.slice(j, j + size), counts);
        if (own < cost[at]) [cost[at], taken[at]] = [own, size];
      }
    }
  }
  const chunks = [];
  for (let i = word.length, end = said.length; i > 0; i--) {
    const size = taken[i * width + end];
    chunks.unshift(said.slice(end - size, end));
    end -= size;
  }
  return chunks;
}

/** −log of how often a letter says this; at first a sound a letter is likely. */
function costOf(letter, chunk, counts) {
  const own = counts.get(letter);
  if (own === undefined) return chunk === '' ? 2 : 3 * chunk.length - 2;
  const all = [...own.values()].reduce((sum, count) => sum + count, 0);
  const count = own.get(chunk) ?? 0;
  return -Math.log((count + 0.02) / (all + 2)) + (count > 0 ? 0 : 2 + chunk.length);
}
