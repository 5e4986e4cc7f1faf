/// <reference types="vite/client" />
import { appendFileSync } from 'node:fs';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import course from '../../../topics.json';
import { Canaries } from './canaries';
import type { Recipe, Recipes } from './recipe';
import { type Finding, runCall } from './run-call';

// FUZZ_CALLS=50000 for a long run, FUZZ_FROM=1000000 for other calls, FUZZ_SEED and FUZZ_ONLY to see one call again.
const { FUZZ_CALLS = '2000', FUZZ_FROM = '0', FUZZ_SEED, FUZZ_ONLY, FUZZ_LOG } = process.env;

/** What can be imported of every package in topics.json that is there, but for what reads the files of npm packages: Node's alone. */
const doors = import.meta.glob<Record<string, unknown>>(
  ['../../../packages/*/src/{index,doors/*}.ts', '!../../../packages/datasets/src/doors/files.ts'],
  { eager: true },
);
const exported: Record<string, unknown> = {};
for (const [file, door] of Object.entries(doors)) {
  if (Object.hasOwn(course, file.split('/')[4] as string)) Object.assign(exported, door);
}

const files = import.meta.glob<Record<string, Recipes>>('./recipes/*.ts', { eager: true });
const recipes: Recipes = Object.assign({}, ...Object.values(files).flatMap(Object.values));

describe('whatever is exported', () => {
  test('has a recipe, or a reason why it is not called', () => {
    const isFunction = (name: string) => typeof exported[name] === 'function';
    const names = Object.keys(exported).filter(isFunction);
    expect(names.filter((name) => !Object.hasOwn(recipes, name))).toEqual([]);
    expect(Object.keys(recipes).filter((name) => !isFunction(name))).toEqual([]);
  });

  test(`gives a result or a clear error, ${FUZZ_CALLS} times, and changes nothing else`, async () => {
    const called = Object.entries(recipes).filter(
      (entry): entry is [string, Recipe] => typeof entry[1] !== 'string',
    );
    const only = FUZZ_ONLY?.split(',');
    const chosen = called.filter(([name]) => only?.includes(name) ?? true);
    let canaries = new Canaries();
    const findings: Finding[] = [];
    const [first, count] = FUZZ_SEED
      ? [Number(FUZZ_SEED), 1]
      : [Number(FUZZ_FROM), Number(FUZZ_CALLS)];
    for (let seed = first; seed < first + count; seed++) {
      const [name, recipe] = chosen[seed % chosen.length] as [string, Recipe];
      // The last line of the file is the call that never came back.
      if (FUZZ_LOG) appendFileSync(FUZZ_LOG, `${seed} ${name}\n`);
      const target = exported[name] as (...args: never[]) => unknown;
      const finding = await runCall(name, target, recipe, seed, canaries).catch(
        // The heap itself is broken: no call after it means anything.
        (error: Error) => ({ seed, call: name, what: `heap lost: ${error.message}` }),
      );
      if (finding) findings.push(finding);
      if (!/^(heap lost|trap|\d+ canaries)/.test(finding?.what ?? '')) continue;
      await renewHeap();
      canaries = new Canaries();
    }
    canaries.dispose();
    expect(kindsOf(findings)).toEqual([]);
  }, 3_600_000);
});

/** A new heap in the place of one that was written over: what lies in the old one is left to it. */
async function renewHeap(): Promise<void> {
  delete tf.engine().registry[backendName];
  await core.setup({ backend: backendName });
}

/** One line a kind of finding: how often, and the first of them. */
function kindsOf(findings: readonly Finding[]): string[] {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    const kind = `${finding.call.split('(')[0]} ${finding.what.replace(/[\d.e+-]+/g, '#').slice(0, 80)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), finding]);
  }
  return Array.from(kinds.values(), (own) => {
    const { seed, call, what } = own[0] as Finding;
    return `${own.length} × ${what} | ${call} | FUZZ_SEED=${seed}${FUZZ_ONLY ? ` FUZZ_ONLY=${FUZZ_ONLY}` : ''}`;
  });
}
