import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What programs load: `packages/NAME/size/PROGRAM.ts`, against what they were to weigh before checks stood in front of kernels. */
export const pageRows = [
  page('attention/attend', 41),
  page('attention/multi-head-attention', 46),
  page('lstm-gru/lstm', 42),
  page('lstm-gru/gru', 45),
  page('rnn/rnn', 36),
  page('core/dense', 46),
];

function page(program: string, budget: number) {
  return {
    id: `core/${program.split('/')[1]}-page`,
    row: `all that a page loads of ours for ${program}, tfjs's gradients included, minified and compressed, against its budget`,
    unit: 'kB gzip',
    lessIsBetter: true,
    figure: async ({ root }: { root: string }) => {
      const size = (await sizes(root)).find(({ name }) => name === program)?.size;
      if (size === undefined) throw new Error(`bench: expected a size of ${program}, got none`);
      return { ours: size / 1000, peer: budget, peerName: 'budget' };
    },
    atLeast: 1,
  };
}

/** As `pnpm check:size` measures them. */
async function sizes(root: string): Promise<{ name: string; size: number }[]> {
  const program = `${root}node_modules/size-limit/bin.js`;
  const options = { cwd: root, maxBuffer: 2 ** 24 };
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--json'], options);
  return JSON.parse(stdout);
}
