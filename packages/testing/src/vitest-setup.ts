import { setup } from '@dl/core';
import { afterEach, beforeEach } from 'vitest';
import { backendName } from './backend-name';
import { registerToBeClose, settleComparisons } from './to-be-close';

registerToBeClose();

const METHODS = ['debug', 'log', 'info', 'warn', 'error'] as const;

await setup({ backend: backendName });

// What a test prints nobody reads: it fails the test instead.
const original = { ...console };
let written: string[] = [];

beforeEach(() => {
  written = [];
  for (const method of METHODS) {
    console[method] = (...args: unknown[]) => {
      written.push(`console.${method}(${args.map(String).join(' ')})`);
    };
  }
});

afterEach(async () => {
  await settleComparisons();
  for (const method of METHODS) console[method] = original[method];
  if (written.length > 0) {
    throw new Error(`console: expected nothing to be written, got ${written.join('; ')}`);
  }
});
