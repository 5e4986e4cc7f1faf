import yargs from 'yargs';

/** What the command line asks for. */
export interface Options {
  topics: string[];
  only: string[];
  json: boolean;
  node: number | undefined;
  fresh: boolean;
  profile: boolean;
  against: string | undefined;
  backend: 'wasm' | 'webgpu';
}

/** Reads the command line; ends the process after `--help` and on what it does not know. */
export async function readOptions(
  args: readonly string[],
  topics: readonly string[],
): Promise<Options> {
  const parsed = await yargs([...args])
    .scriptName('pnpm bench')
    .usage('$0 [topic…]\n\nMeasures every figure that a README quotes, ours and its peer in turn.')
    .parserConfiguration({ 'boolean-negation': false })
    .option('only', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe: 'A row, by its id',
    })
    .option('json', {
      type: 'boolean',
      describe:
        'Print an array of { id, row, unit, ours, peer, peerName, ratio, spread }, nothing else',
    })
    .option('node', { type: 'number', choices: [24], describe: 'Run under this Node' })
    .option('fresh', {
      type: 'boolean',
      describe: 'Run and record the long rows too',
    })
    .option('profile', {
      type: 'boolean',
      describe: 'Show where a step’s time goes',
    })
    .option('against', {
      type: 'string',
      nargs: 1,
      describe: 'Our side against that of another checkout, which is built: is a change slower?',
    })
    .option('backend', {
      choices: ['wasm', 'webgpu'] as const,
      default: 'wasm' as const,
      describe: 'webgpu: what runs there, beside tfjs, jax-js and PyTorch on the same GPU',
    })
    .conflicts('profile', 'json')
    .conflicts('against', 'profile')
    .epilogue(
      [
        `Topics: ${topics.join(', ')}; default all.`,
        'ratio: over 1, ours is better. spread: interquartile range over median, of the ratio.',
        'Long rows print their last record, with its date, commit, seed and command, unless --fresh.',
      ].join('\n'),
    )
    .example('$0 core --only core/product', 'one row')
    .example('$0 rnn --profile', 'where the time of a step goes')
    .strictOptions()
    .version(false)
    .showHelpOnFail(false, 'pnpm bench --help lists topics and options.')
    .help()
    .parseAsync();
  const { only, node, against, backend, json = false, fresh = false, profile = false } = parsed;
  return { topics: parsed._.map(String), only, json, node, fresh, profile, against, backend };
}
