import { random } from '@dl/core';
import { expectRefusal } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { Gpt } from '../gpt/gpt';
import { Transformer } from '../pairs/transformer';
import { TransformerEncoder } from '../stack/encoder';
import { activationPaths } from './activation-paths';

const options = { rng: random(1), layers: 2, heads: 2, size: 4 };

describe('activationPaths', () => {
  test('names all parts of all blocks in their order', () => {
    const paths = activationPaths(new Gpt(5, { ...options, context: 3 }));
    expect(paths).toHaveLength(22);
    expect(paths[0]).toBe('blocks.0.input');
    expect(paths[21]).toBe('blocks.1.residual');
    expect(paths).toContain('blocks.1.attention.weights');
  });

  test('two stacks have the names of their fields, and a stack alone none', () => {
    const paths = activationPaths(new Transformer(5, 5, options));
    expect(paths).toContain('encoder.blocks.1.middle');
    expect(paths).toContain('decoder.blocks.0.cross.weights');
    expect(paths.some((path) => path.startsWith('encoder') && path.includes('cross'))).toBe(false);
    const { layers, heads, rng } = options;
    const encoder = new TransformerEncoder(4, { layers, heads, rng, parallel: true });
    expect(activationPaths(encoder)).not.toContain('blocks.0.middle');
    expect(activationPaths({ mine: encoder })).toContain('blocks.1.residual');
  });

  test('refuses a model without blocks', async () => {
    await expectRefusal(() => activationPaths({}), /^activationPaths: model: expected one with/);
    await expectRefusal(() => activationPaths(undefined as never), /^activationPaths: model/);
  });
});
