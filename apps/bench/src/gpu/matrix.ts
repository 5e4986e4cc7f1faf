import * as tf from '@tensorflow/tfjs-core';
import { setup } from '../../../../packages/core/src/index';
import { allCases } from '../../../../packages/core/src/ops/matrix/all-cases';
import type { CaseInput, OpCase } from '../../../../packages/core/src/ops/matrix/op-case';
import { say } from './measure-work';
import { numbersFor } from './numbers-for';
import { adapterLine } from './provide-gpu';
import { sizedCases } from './sized-cases';

// Every case of every op on the adapter that is there, forward and gradients, against the cpu backend: a line of JSON a
// failure, one with the counts at the end, and an exit code of 1 where there was any.

type Values = { readonly shape: readonly number[]; readonly values: ArrayLike<number> };

const args = process.argv.slice(2);
const only = args.find((arg) => !arg.startsWith('--'));
const cases = [...allCases, ...sizedCases(args.includes('--small'))].filter(
  (own) => only === undefined || own.op === only,
);
/** In ms: what is left by then is counted as not run. */
const DEADLINE = 200_000;

function inputOf(input: CaseInput, seed: number): tf.Tensor {
  if (Array.isArray(input)) {
    const size = input.reduce((product, axis) => product * axis, 1);
    return tf.tensor(numbersFor(size + seed).slice(seed), input as number[]);
  }
  const { values, shape } = input as Exclude<CaseInput, readonly number[]>;
  return tf.tensor([...values], [...shape], 'float32');
}

/** The value of a case, and its gradients for a weight an element, so that none cancels. */
async function resultsOf(own: OpCase): Promise<Values[]> {
  const made = tf.tidy(() => {
    const inputs = own.inputs.map((input, i) => inputOf(input, i + 1));
    const y = own.run(...inputs);
    const weighted = (...xs: tf.Tensor[]) => {
      const z = own.run(...xs);
      return tf.sum(tf.mul(z, inputOf(z.shape, 99)));
    };
    return [y, ...tf.grads(weighted)(inputs)];
  });
  const read = async (x: tf.Tensor) => ({ shape: x.shape, values: (await x.data()).slice() });
  const results = await Promise.all(made.map(read));
  tf.dispose(made);
  return results;
}

function misfit(got: readonly Values[], wanted: readonly Values[]): string | undefined {
  for (const [i, { shape, values }] of wanted.entries()) {
    const own = got[i] as Values;
    const name = i === 0 ? 'value' : `gradient ${i - 1}`;
    if (String(own.shape) !== String(shape)) return `${name}: [${own.shape}], not [${shape}]`;
    for (let at = 0; at < values.length; at++) {
      const [a, b] = [own.values[at] as number, values[at] as number];
      if (Object.is(a, b) || a === b) continue;
      if (Math.abs(a - b) <= 1e-5 + 1e-4 * Math.abs(b) && Number.isFinite(b)) continue;
      return `${name}: element ${at} of [${shape}]: expected ${b}, got ${a}`;
    }
  }
  return undefined;
}

await setup({ backend: 'cpu' });
const start = performance.now();
const wanted = new Map<OpCase, Values[]>();
for (const own of cases) wanted.set(own, await resultsOf(own));
await setup({ backend: 'webgpu' });
const runtime = await adapterLine();
say({ side: 'matrix', cases: cases.length, cpuMs: performance.now() - start, ...runtime });
const counts = { passed: 0, failed: 0, left: 0 };
for (const own of cases) {
  if (performance.now() - start > DEADLINE) {
    counts.left++;
    continue;
  }
  let failure: string | undefined;
  try {
    failure = misfit(await resultsOf(own), wanted.get(own) as Values[]);
  } catch (error) {
    failure = String(error).slice(0, 400);
  }
  if (failure === undefined) counts.passed++;
  else {
    counts.failed++;
    say({ side: 'matrix', op: own.op, case: own.title, failure });
  }
}
say({ side: 'matrix', ...counts, ms: performance.now() - start });
process.exitCode = counts.failed > 0 ? 1 : 0;
