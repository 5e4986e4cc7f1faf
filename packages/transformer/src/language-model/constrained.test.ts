import { random } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import { jsonConstraint, regexConstraint, trainBpe } from '@dl/text';
import { describe, expect, test } from 'vitest';
import { Gpt } from '../gpt/gpt';
import { LanguageModel } from './language-model';

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 4 },
    age: { type: 'integer' },
    kind: { enum: ['cat', 'dog'] },
  },
  required: ['name', 'kind'],
};

function expectFits(text: string): void {
  const value = JSON.parse(text) as Record<string, unknown>;
  const { name, age = 0, kind, ...others } = value;
  expect(others).toEqual({});
  expect(typeof name).toBe('string');
  expect(Array.from(name as string).length).toBeLessThanOrEqual(4);
  expect(Number.isInteger(age)).toBe(true);
  expect(['cat', 'dog']).toContain(kind);
}

/** Untrained: its tokens are as good as drawn, so that only the constraint makes them JSON. */
async function writer(): Promise<LanguageModel> {
  const bpe = await trainBpe(['{"name":"a","kind":"cat"}', '{"name":"b","kind":"dog"}'], {
    size: 275,
  });
  const sizes = { layers: 1, heads: 2, size: 16, context: 48, rng: random(1) };
  return new LanguageModel(new Gpt(bpe.size + 1, sizes), bpe);
}

describe('a language model under a JSON schema', () => {
  test('writes what parses and fits: one text, a batch, a stream', async () => {
    const own = await writer();
    const constraint = jsonConstraint(schema, own.tokenizer);
    await expectNoLeaks(async () => {
      const told = { maxLength: 32, constraint };
      const { text, tokens } = await own.generate('{', told);
      expectFits(text);
      expect(tokens.length).toBeLessThanOrEqual(32);
      const sampling = { rng: random(2), temperature: 2 };
      const batch = await own.generateAll(['a', 'kind', ''], { ...told, sampling });
      for (const written of batch) expectFits(written.text);
      expect(new Set(batch.map((written) => written.text)).size).toBe(3);
      let streamed = '';
      for await (const part of own.stream('{', told)) streamed += part;
      expect(streamed).toBe(text);
    });
    own.dispose();
  });

  test('or an expression; refuses a limit that no text meets, before it begins', async () => {
    const own = await writer();
    const date = regexConstraint(/\d{4}-\d\d-\d\d/, own.tokenizer);
    const { text, ended } = await own.generate('on ', { maxLength: 12, constraint: date });
    expect(text).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(ended).toBe('eos');
    await expectRefusal(
      () => own.generate('', { maxLength: 9, constraint: date }),
      /maxLength: expected at least 10 tokens, of the shortest text that meets the constraint, got 9$/,
    );
    own.dispose();
  });
});
