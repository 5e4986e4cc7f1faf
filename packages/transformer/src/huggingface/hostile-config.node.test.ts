import { dispose } from '@dl/core';
import { HOSTILE_VALUES, placesIn, withValue } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import golden from '../fixtures/huggingface-models.json';
import { sourceOf } from './fixture-files';
import { fromPretrained } from './from-pretrained';

test.each(['gpt2', 'llama', 'masked'] as const)(
  'a configuration that says anything anywhere is read or refused by name: %s',
  async (name) => {
    const { 'config.json': text, ...others } = golden[name].files;
    const config = JSON.parse(text);
    const files = { ...others, 'tokenizer.json': undefined };
    const seen = { read: 0, refused: 0 };
    for (const place of placesIn(config)) {
      for (const value of HOSTILE_VALUES) {
        const changed = JSON.stringify(withValue(config, place, value));
        const { numTensors } = tf.memory();
        try {
          const source = sourceOf(files, { 'config.json': changed });
          dispose((await fromPretrained(source)).model);
          seen.read++;
        } catch (error) {
          const { message } = error as Error;
          expect(message, changed).toMatch(/^fromPretrained: .*expected .*, got /s);
          seen.refused++;
        }
        expect(tf.memory().numTensors, changed).toBe(numTensors);
      }
    }
    expect(seen.refused).toBeGreaterThan(200);
    expect(seen.read).toBeGreaterThan(200);
  },
  120_000,
);
