import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EncodedPair, TranslationCorpus } from '@dl/lessons/seq2seq/translation/corpus';
import { LONGEST } from '@dl/lessons/seq2seq/translation/settings';
import { pythonWith } from '../../../apps/bench/src/python';
import { THREADS } from '../../../apps/bench/src/threads';
import type { TranslationSizes } from './ja-en';

/** What the peer learns from. */
export interface TorchTask {
  readonly corpus: TranslationCorpus;
  /** Numbers of pairs, a list a step. */
  readonly batches: readonly number[][];
  readonly held: readonly EncodedPair[];
  readonly sizes: TranslationSizes;
  readonly ends: { readonly sos: number; readonly eos: number };
}

/** What it says of each held-out sentence, as ids. */
export interface TorchSaid {
  readonly version: string;
  readonly parameters: number;
  readonly said: readonly number[][];
}

/** The same model of PyTorch after the same batches; undefined where no Python has it. */
export async function translationTorch(
  root: string,
  { corpus, batches, held, sizes, ends }: TorchTask,
  say: (text: string) => void,
): Promise<TorchSaid | undefined> {
  const python = pythonWith('torch');
  if (python === undefined) return undefined;
  const { source, target, parts } = corpus;
  const folder = await mkdtemp(path.join(tmpdir(), 'dl-translation-'));
  try {
    const task = path.join(folder, 'task.json');
    const pairs = parts.train.map(({ ids }) => ids);
    const test = held.map(({ ids: [own] }) => own);
    const own = { sourceSize: source.size, targetSize: target.size + 2, maxLength: LONGEST };
    await writeFile(task, JSON.stringify({ ...sizes, ...ends, ...own, pairs, batches, test }));
    return JSON.parse(await output(python, root, task, say)) as TorchSaid;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function output(
  python: string,
  root: string,
  task: string,
  say: (text: string) => void,
): Promise<string> {
  const script = path.join(root, 'packages/seq2seq/bench/ja_en_torch.py');
  const child = spawn(python, [script, task], {
    ...{ env: { ...process.env, ...THREADS }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  let [text, errors] = ['', ''];
  child.stdout.on('data', (part) => {
    text += part;
  });
  child.stderr.on('data', (part) => {
    errors += part;
    say(`PyTorch: ${String(part).trim()}`);
  });
  const code = await new Promise((done) => {
    child.on('close', done);
  });
  if (code === 0) return text;
  throw new Error(`ja_en_torch.py: expected it to end well, got ${errors.trim()}`);
}
