import { setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach } from 'vitest';
import { backendName } from './backend-name';
import { cutAllWork } from './cut-all-work';
import { registerToBeClose, settleComparisons } from './to-be-close';

registerToBeClose();

const METHODS = ['debug', 'log', 'info', 'warn', 'error'] as const;

await setup({ backend: backendName });
cutAllWork();

// What a test prints nobody reads: it fails the test instead.
const original = { ...console };
let written: string[] = [];

// What a test leaves, tensors and Variables, is freed after it; what it found stays.
const variables = () => Object.values(tf.engine().state.registeredVariables);
let found = new Set<tf.Variable>();

beforeEach(() => {
  found = new Set(variables());
  tf.engine().startScope();
  written = [];
  for (const method of METHODS) {
    console[method] = (...args: unknown[]) => {
      written.push(`console.${method}(${args.map(String).join(' ')})`);
    };
  }
});

afterEach(async () => {
  try {
    await settleComparisons();
  } finally {
    tf.engine().endScope();
    for (const variable of variables()) if (!found.has(variable)) variable.dispose();
  }
  for (const method of METHODS) console[method] = original[method];
  if (written.length > 0) {
    throw new Error(`console: expected nothing to be written, got ${written.join('; ')}`);
  }
});
