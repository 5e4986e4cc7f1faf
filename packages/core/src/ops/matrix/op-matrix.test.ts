import { backendName, expectGradients, expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { setup } from '../../backend/setup';
import * as core from '../../index';
import index from '../../index?raw';
import { allCases } from './all-cases';
import type { CaseInput, OpCase } from './op-case';
import { recordKernels } from './record-kernels';
import { withoutKernels } from './without-kernels';

/*
 * The table of ops and backends, cell by cell: each case of each op on the backend of this project, held against cpu,
 * its gradient against central differences (on WebGPU against cpu's), and for what it leaves behind; on WASM by the ops alone
 * too, which a gradient of a gradient takes. docs/ops.md is made of it.
 */

type Valued = Exclude<CaseInput, readonly number[]>;

const inputOf = (input: CaseInput, seed: number): tf.Tensor =>
  Array.isArray(input)
    ? seededTensor(input, seed)
    : tf.tensor([...(input as Valued).values], [...(input as Valued).shape], 'float32');

const inputsOf = ({ inputs }: OpCase) => inputs.map((input, i) => inputOf(input, i + 1));

/** What `make` makes on cpu: values that leave no tensor. */
async function onCpu(
  make: () => tf.Tensor[],
): Promise<{ shape: number[]; values: Float32Array }[]> {
  await setup({ backend: 'cpu' });
  try {
    const made = tf.tidy(make);
    const values = made.map((x) => ({ shape: x.shape, values: x.dataSync() as Float32Array }));
    tf.dispose(made);
    return values;
  } finally {
    await setup({ backend: backendName });
  }
}

/** What `make` makes here is what it makes on cpu. */
async function expectAsOnCpu(make: () => tf.Tensor[]): Promise<void> {
  const wanted = await onCpu(make);
  tf.tidy(make).forEach((x, i) => {
    expect(x.shape, `shape of result ${i}`).toEqual(wanted[i]?.shape);
    expect(x, `result ${i}`).toBeClose(wanted[i]?.values as Float32Array);
  });
}

/** The gradients of each input, of a sum with a weight an element, so that none cancels. */
function gradientsOf(own: OpCase): tf.Tensor[] {
  const weighted = (...xs: tf.Tensor[]) => {
    const y = own.run(...xs);
    return tf.sum(tf.mul(y, seededTensor(y.shape, 99)));
  };
  return tf.grads(weighted)(inputsOf(own));
}

const opNames = [...new Set(allCases.map(({ op }) => op))];

describe.each(opNames)('%s', (name) => {
  const cases = allCases.filter(({ op }) => op === name);
  test.each(cases)('forward: $title', (own) => expectAsOnCpu(() => [own.run(...inputsOf(own))]));

  test.each(cases)('gradient: $title', async (own) => {
    // Two runs an element take minutes on WebGPU in software: there cpu's gradients stand for the differences.
    if (backendName === 'webgpu') await expectAsOnCpu(() => gradientsOf(own));
    else expectGradients((...xs) => own.run(...xs), inputsOf(own), own.tolerance);
  });

  test.each(cases)('memory: $title', async (own) => {
    const inputs = inputsOf(own);
    await expectNoLeaks(() => {
      const f = (...xs: tf.Tensor[]) => tf.tidy(() => own.run(...xs));
      tf.dispose([f(...inputs), ...tf.grads(f)(inputs)]);
    });
  });

  if (backendName !== 'wasm') return;
  test.each(cases)('by ops alone, as by kernels: $title', (own) => {
    const all = () => [own.run(...inputsOf(own)), ...gradientsOf(own)];
    const wanted = tf.tidy(all);
    withoutKernels(() => tf.tidy(all)).forEach((x, i) => {
      expect(x.shape, `shape of result ${i}`).toEqual(wanted[i]?.shape);
      expect(x, `result ${i}`).toBeClose(wanted[i] as tf.Tensor);
    });
  });

  test.each(cases.filter(({ kernels }) => kernels))('fused kernels: $title', (own) => {
    const inputs = inputsOf(own);
    const called = recordKernels(() => tf.grads((...xs: tf.Tensor[]) => own.run(...xs))(inputs));
    expect(called).toEqual(expect.arrayContaining([...(own.kernels ?? [])]));
  });
});

test('every op that is exported has a case', () => {
  // Parts of gradients, ways to make one, and what stands for an op of nothing: no ops of their own.
  const parts = ['biasGradient', 'weightGradient', 'sparseRows', 'ofNothing'];
  // Functions of core whose file lies in src/ops: they are exported from there by name.
  const names = opExports(index).filter((name) => !parts.includes(name));
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !opNames.includes(name))).toEqual([]);
  expect(opNames.filter((name) => !(name in core))).toEqual([]);
});

/** The functions that an index exports from `./ops`. */
function opExports(text: string): string[] {
  const lists = [...text.matchAll(/export \{([^}]*)\} from '\.\/ops\//g)];
  const names = lists.flatMap(([, list]) => (list as string).split(',').map((name) => name.trim()));
  return names.filter((name) => /^[a-z]/.test(name) && !name.startsWith('type '));
}
