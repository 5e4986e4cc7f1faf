import type { TimedRow } from '../../../apps/bench/src/row';
import { wordsOf } from './sentences';

const SIZES = { source: 4000, target: 3000, hidden: 256 };
const PLAIN = { ...SIZES, count: 4 };
const BATCH = { ...SIZES, count: 64 };
const WORDS = 20;

const script = 'packages/seq2seq/bench/translation_torch.py';
const against = (args: Record<string, unknown>) => ({
  name: 'PyTorch',
  python: { script, needs: 'torch', args, capped: true },
});
const rate = { unit: 'tokens/s' };
const load = () => import('./translation');

const plain = (id: string, sparse: boolean, atLeast: number): TimedRow => ({
  id,
  row: `the plain model (GRU 256, a sentence a step, own words at every other step), vocabularies of 4,000 and 3,000, against PyTorch with ${sparse ? 'sparse' : 'dense'} embeddings`,
  ...rate,
  amount: 1000 * wordsOf(PLAIN, 2),
  atLeast,
  ours: async () => (await load()).plainSteps(PLAIN),
  peer: against({ kind: 'plain', ...PLAIN, sparse }),
});

const decode = (id: string, beams: number, atLeast: number): TimedRow => ({
  id,
  row: `decoding one sentence to ${WORDS} words, ${beams === 1 ? 'greedily' : `${beams} beams`}, the batched model, against PyTorch`,
  ...rate,
  amount: 1000 * WORDS,
  atLeast,
  ours: async () =>
    (await load()).decoding(
      { ...SIZES, count: 1 },
      {
        words: WORDS,
        beams,
      },
    ),
  peer: against({ kind: 'decode', ...SIZES, words: WORDS, beams }),
});

/** Translators against PyTorch's, on one thread. */
export const translationRows: TimedRow[] = [
  plain('seq2seq/report', false, 4),
  plain('seq2seq/report-sparse', true, 2.6),
  {
    id: 'seq2seq/batched',
    row: 'training step of 64 sentences, GRU 256 read from both ends, general attention, adam, vocabularies of 4,000 and 3,000, against PyTorch vectorised',
    ...rate,
    amount: 1000 * wordsOf(BATCH, 1),
    atLeast: { plain: 0.5, fused: 0.8 },
    ours: async () => (await load()).batchedSteps(BATCH),
    peer: against({ kind: 'batched', ...BATCH }),
  },
  decode('seq2seq/decode', 1, 1),
  decode('seq2seq/beam', 5, 1.2),
];
