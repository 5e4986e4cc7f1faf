import type { Tools } from '../../lstm-gru/bench/tour-figures';

const SEEDS_1_TO_3 = { seed: '1 to 3' };

/** What the networks of the terminal tour come to, with its defaults: the middle of three seeds. */
export const taskRows = [10, 20].flatMap((length) => [
  row(`attention/by-length-${length}`, 'attention', length),
  row(`attention/by-length-${length}-fixed`, 'fixed', length),
]);

function row(id: string, net: 'attention' | 'fixed', length: number) {
  const how = net === 'fixed' ? 'from a code of fixed length' : 'with attention';
  return {
    id,
    row: `sequences of ${length} symbols that are said backwards without a mistake, ${how}`,
    unit: 'share',
    recorded: SEEDS_1_TO_3,
    figure: async (tools: Tools) => {
      const { middle, tourFigures } = await import('../../lstm-gru/bench/tour-figures');
      return { ours: middle(await tourFigures(tools, 'attention'), `${net}Exact${length}`) };
    },
  };
}
