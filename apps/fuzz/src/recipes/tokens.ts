import { random } from '@dl/core';
import { tokensInMemory, Vocabulary } from '@dl/text';
import { Gpt } from '@dl/transformer';
import { generator, lazily } from '../material';
import { call, method, type Recipes } from '../recipe';

const letters = () =>
  lazily('letters', () => new Vocabulary(['a', 'b'], { unit: 'characters', special: {} }));
const corpus = () => lazily('tokens', () => tokensInMemory([0, 1, 2, 1, 0, 2, 1, 1], 3));
/** A file of two tokens. */
const file = () =>
  lazily('a file', () => {
    const bytes = new Uint8Array(36);
    bytes.set(new TextEncoder().encode('dltokens'));
    bytes[8] = 1;
    bytes[12] = 2;
    bytes[16] = 3;
    bytes[24] = 2;
    return bytes;
  });
const sizes = { layers: 1, heads: 1, size: 4, context: 4 };
const gpt = () => lazily('a Gpt', () => new Gpt(3, { ...sizes, rng: random(1) }));

/** Corpora as tokens, and language models that read and write texts. */
export const tokenRecipes: Recipes = {
  allTokens: 'it is a part of what keeps a run with its tokenizers',
  encodeText: 'it checks what a tokenizer gives, with tests of its own',
  encodeDocuments: call((draw) => [['ab', 'b'], letters(), draw.some({ boundary: 2 })]),
  tokensInMemory: call(
    () => [[0, 1, 2], 3],
    method('read', (draw) => [draw.int(0, 2), 3]),
  ),
  openTokenFile: call(
    () => [file()],
    method('read', () => [0, 1]),
  ),
  writeTokenFile: 'it writes files, with tests of its own',
  TokenBatches: call((draw) => [
    corpus(),
    {
      ...{ size: draw.int(1, 4), context: draw.int(1, 6) },
      ...draw.some({ boundary: 2, rng: generator(draw) }),
    },
  ]),
  LanguageModel: call(
    (draw) => [gpt(), letters(), draw.some({ boundary: 2, begins: true })],
    method('generate', () => ['ab', { maxLength: 6 }]),
  ),
  SlidingDecoder: call(
    () => [gpt()],
    method('start', () => [[[0, 1], [1]]]),
  ),
  trainLanguageModel:
    'its default of steps takes longer than a call may: its options have a test of their own',
};
