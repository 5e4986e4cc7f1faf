import { editDistance } from '../../kit/edit-distance';

/** How near what was said is to ways that are right. */
export interface Spoken {
  /** Words that were said in a way that is right. */
  readonly words: number;
  /** Phonemes put in, left out or said wrong, against the nearest way, for each phoneme of it. */
  readonly errors: number;
}

/** Word accuracy and phoneme error rate of words, each with all its ways. */
export function spokenScore(
  said: readonly (readonly string[])[],
  ways: readonly (readonly (readonly string[])[])[],
): Spoken {
  let [right, wrong, all] = [0, 0, 0];
  said.forEach((own, i) => {
    const found = (ways[i] as (readonly string[])[]).map((way) => ({
      distance: editDistance(own, way),
      length: way.length,
    }));
    const nearest = found.reduce((a, b) => (b.distance < a.distance ? b : a));
    if (nearest.distance === 0) right++;
    wrong += nearest.distance;
    all += nearest.length;
  });
  return { words: right / said.length, errors: wrong / all };
}
