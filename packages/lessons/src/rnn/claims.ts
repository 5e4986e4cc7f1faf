import { anyLesson, type Claim } from '../kit/claim';
import { addition } from './addition/lesson';

/** A network adds if so many of all pairs are right in every bit. */
const EXACT = 0.99;

/** What the lessons come to. */
export const claims: readonly Claim[] = [
  adds('rnn/addition-exact', "with the tour's settings", { atLeast: 0.9 }),
  adds('rnn/addition-exact-source', "with the source's settings", { preset: 'source' }),
  adds('rnn/addition-exact-as-printed', "with the source's settings and its printed derivative", {
    ...{ preset: 'source', values: { asPrinted: true } },
  }),
];

function adds(id: string, how: string, more: Partial<Claim>): Claim {
  return {
    id,
    what: `seeds of 1 to 10 that add at least 99% of all 128 × 128 pairs exactly, ${how}`,
    lesson: anyLesson(addition),
    seeds: 10,
    unit: 'share',
    figure: (runs) => {
      const exact = runs.filter(({ exactMatch }) => (exactMatch as number) >= EXACT);
      return { ours: exact.length / runs.length };
    },
    ...more,
  };
}
