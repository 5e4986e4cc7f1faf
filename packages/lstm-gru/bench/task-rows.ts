import type { Tools } from './tour-figures';

const SEEDS_1_TO_3 = { seed: '1 to 3' };

/** What the networks of the terminal tour come to, with its defaults. */
export const taskRows = [
  ...(
    [
      ['lstm', 'an LSTM whose gates begin with a memory of 100 steps', 10],
      ['gru', 'a GRU whose gates begin with a memory of 100 steps', 10],
      ['rnn', 'a plain RNN', undefined],
    ] as const
  ).map(([cell, name, atLeast]) => ({
    ...taskRow(`adding-${cell}`, 'adding', `${cell}Mse`, 'baselineMse'),
    row: `adding problem at T = 200, ${name}: MSE on fresh sequences, against saying 1`,
    unit: 'MSE',
    lessIsBetter: true,
    atLeast,
  })),
  {
    ...taskRow('text', 'text', 'bits', 'order4Bits'),
    row: 'characters of Moby Dick, held out: bits per character, against counts of order 4',
    unit: 'bits',
    lessIsBetter: true,
  },
  {
    ...taskRow('tagging-one', 'tagging', 'oneAccuracy', 'baselineAccuracy'),
    row: "parts of speech of the Brown corpus, held-out documents: one direction, against each word's most frequent tag",
    unit: 'share',
  },
  {
    ...taskRow('tagging-both', 'tagging', 'bothAccuracy', 'oneAccuracy'),
    row: 'parts of speech of the Brown corpus, held-out documents: both directions, against one',
    unit: 'share',
  },
];

/** The middle of three seeds' figures, and what it is held against: another figure of the same runs. */
function taskRow(id: string, task: string, ours: string, peer: string) {
  return {
    id: `lstm-gru/${id}`,
    recorded: SEEDS_1_TO_3,
    figure: async (tools: Tools) => {
      const { middle, tourFigures } = await import('./tour-figures');
      const figures = await tourFigures(tools, `lstm-gru --task ${task}`);
      return { ours: middle(figures, ours), peer: middle(figures, peer), peerName: PEERS[peer] };
    },
  };
}

const PEERS: Record<string, string> = {
  baselineMse: 'always 1',
  order4Bits: 'counts of order 4',
  baselineAccuracy: 'most frequent tag',
  oneAccuracy: 'one direction',
};
