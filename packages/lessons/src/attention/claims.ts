import { anyLesson, type Claim, middle } from '../kit/claim';
import { reversal } from './reversal/lesson';

/** What the lessons come to with the settings of the terminal: the middle of three seeds. */
export const claims: readonly Claim[] = [10, 20].flatMap((length) => [
  exact(`by-length-${length}`, `attentionExact${length}`, `${length} symbols`, 'with attention'),
  exact(
    `by-length-${length}-fixed`,
    `fixedExact${length}`,
    `${length} symbols`,
    'from a code of fixed length',
  ),
]);

function exact(id: string, name: string, long: string, how: string): Claim {
  return {
    id: `attention/${id}`,
    what: `sequences of ${long} that are said backwards without a mistake, ${how}`,
    lesson: anyLesson(reversal),
    seeds: 3,
    unit: 'share',
    figure: (runs) => ({ ours: middle(runs, name) }),
  };
}
