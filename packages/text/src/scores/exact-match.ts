import { pairUp, type References } from './corpus';

/**
 * The share of hypotheses that are equal to a reference, blanks around them aside.
 *
 * @throws as `bleu`
 */
export function exactMatch(hypotheses: readonly string[], references: References): number {
  const compared = pairUp('exactMatch', hypotheses, references);
  const right = compared.filter(({ hypothesis, references: own }) =>
    own.some((reference) => reference.trim() === hypothesis.trim()),
  );
  return right.length / compared.length;
}
