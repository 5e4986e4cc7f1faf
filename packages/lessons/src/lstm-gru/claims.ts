import { anyLesson, type Claim, middle } from '../kit/claim';
import { adding } from './adding/lesson';
import { tagging } from './tagging/lesson';
import { text } from './text/lesson';

const TAGS = 'parts of speech of the Brown corpus, held-out documents';

/** What the lessons come to with the settings of the terminal: the middle of three seeds. */
export const claims: readonly Claim[] = [
  sums('lstm', 'an LSTM whose gates begin with a memory of 100 steps', 10),
  sums('gru', 'a GRU whose gates begin with a memory of 100 steps', 10),
  sums('rnn', 'a plain RNN'),
  {
    ...against('text', 'bits', 'order4Bits', 'counts of order 4'),
    lesson: anyLesson(text),
    what: 'characters of Moby Dick, held out: bits per character, against counts of order 4',
    unit: 'bits',
    lessIsBetter: true,
  },
  {
    ...against('tagging-one', 'oneAccuracy', 'baselineAccuracy', 'most frequent tag'),
    lesson: anyLesson(tagging),
    what: `${TAGS}: one direction, against each word's most frequent tag`,
    unit: 'share',
  },
  {
    ...against('tagging-both', 'bothAccuracy', 'oneAccuracy', 'one direction'),
    lesson: anyLesson(tagging),
    what: `${TAGS}: both directions, against one`,
    unit: 'share',
  },
];

function sums(cell: string, name: string, atLeast?: number): Claim {
  return {
    ...against(`adding-${cell}`, `${cell}Mse`, 'baselineMse', 'always 1'),
    lesson: anyLesson(adding),
    what: `adding problem at T = 200, ${name}: MSE on fresh sequences, against saying 1`,
    unit: 'MSE',
    lessIsBetter: true,
    ...(atLeast !== undefined && { atLeast }),
  };
}

function against(id: string, ours: string, peer: string, peerName: string) {
  return {
    id: `lstm-gru/${id}`,
    seeds: 3,
    figure: (runs: Parameters<Claim['figure']>[0]) => {
      return { ours: middle(runs, ours), peer: middle(runs, peer), peerName };
    },
  };
}
