import * as tf from '@tensorflow/tfjs-core';
import { setup } from '../../../../packages/core/src/index';
import { allCases } from '../../../../packages/core/src/ops/matrix/all-cases';
import type { CaseInput, OpCase } from '../../../../packages/core/src/ops/matrix/op-case';
import { say } from './measure-work';
import { adapterLine } from './provide-gpu';
import { sizedCases } from './sized-cases';
import { attentionCases, given, modelParts, type Part } from './sized-models';
import { sizedWindows } from './sized-windows';

// Every case of every op on the adapter that is there, and layers and optimisers, forward and gradients, against the cpu backend:
// a line of JSON a failure, one an op, one with the counts at the end, and an exit code of 1 where there was any.

type Values = { readonly shape: readonly number[]; readonly values: ArrayLike<number> };

const args = process.argv.slice(2);
const quick = args.includes('--small');
const asked = args.filter((arg) => !arg.startsWith('--'));
/** In ms: what is left by then is counted as not run. */
const DEADLINE = 200_000;

function inputOf(input: CaseInput, seed: number): tf.Tensor {
  if (Array.isArray(input)) return given(input, seed);
  const { values, shape } = input as Exclude<CaseInput, readonly number[]>;
  return tf.tensor([...values], [...shape], 'float32');
}

/** The value of a case, and its gradients for a weight an element, so that none cancels. */
function partOf({ op, title, inputs, run }: OpCase): Part {
  const make = () => {
    const own = inputs.map((input, i) => inputOf(input, i + 1));
    const weighted = (...xs: tf.Tensor[]) => {
      const z = run(...xs);
      return tf.sum(tf.mul(z, given(z.shape, 99)));
    };
    return [run(...own), ...tf.grads(weighted)(own)];
  };
  return { op, title, make };
}

async function resultsOf({ make }: Part): Promise<Values[]> {
  const made = tf.tidy(make);
  const read = async (x: tf.Tensor) => ({ shape: x.shape, values: (await x.data()).slice() });
  const results = await Promise.all(made.map(read));
  tf.dispose(made);
  return results;
}

/** Sums of numbers up to `largest` differ by so much, and what is nearest to the bar is `worst`: at 1 it fails. */
function compare(got: readonly Values[], wanted: readonly Values[]) {
  let worst = 0;
  for (const [i, { shape, values }] of wanted.entries()) {
    const own = got[i] as Values;
    const name = `result ${i}`;
    if (String(own.shape) !== String(shape)) {
      return { failure: `${name}: [${own.shape}], not [${shape}]`, worst: 1 };
    }
    let largest = 0;
    for (let at = 0; at < values.length; at++) {
      const size = Math.abs(values[at] as number);
      if (Number.isFinite(size)) largest = Math.max(largest, size);
    }
    for (let at = 0; at < values.length; at++) {
      const [a, b] = [own.values[at] as number, values[at] as number];
      if (Object.is(a, b) || a === b) continue;
      // Of many terms, what rounding leaves is as large as the terms, not as what they come to.
      const bar = 1e-5 + 1e-4 * Math.abs(b) + (values.length > 1000 ? 1e-5 * largest : 0);
      const off = Math.abs(a - b) / bar;
      if (!(off <= 1)) {
        const failure = `${name}: element ${at} of [${shape}]: expected ${b}, got ${a}`;
        return { failure, worst: 1 };
      }
      worst = Math.max(worst, off);
    }
  }
  return { failure: undefined, worst };
}

const cases = [...allCases, ...sizedCases(quick), ...sizedWindows(quick), ...attentionCases(quick)];
const all = [...cases.map(partOf), ...modelParts(quick)];
const parts = all.filter(({ op }) => asked.length === 0 || asked.includes(op));

await setup({ backend: 'cpu' });
const start = performance.now();
const wanted = new Map<Part, Values[]>();
for (const part of parts) wanted.set(part, await resultsOf(part));
await setup({ backend: 'webgpu' });
const runtime = await adapterLine();
say({ side: 'matrix', cases: parts.length, cpuMs: performance.now() - start, ...runtime });
const counts = { passed: 0, failed: 0, left: 0 };
for (const op of new Set(parts.map((part) => part.op))) {
  const from = performance.now();
  const own = { op, passed: 0, failed: 0, left: 0 };
  let most = 0;
  for (const part of parts.filter((one) => one.op === op)) {
    if (performance.now() - start > DEADLINE) {
      own.left++;
      continue;
    }
    let found: { failure: string | undefined; worst: number };
    try {
      found = compare(await resultsOf(part), wanted.get(part) as Values[]);
    } catch (error) {
      found = { failure: String(error).slice(0, 400), worst: 1 };
    }
    most = Math.max(most, found.worst);
    if (found.failure === undefined) own.passed++;
    else {
      own.failed++;
      say({ side: 'matrix', op, case: part.title, failure: found.failure });
    }
  }
  const ms = Math.round(performance.now() - from);
  say({ side: 'matrix', ...own, ofBar: Number(most.toFixed(3)), ms });
  for (const name of ['passed', 'failed', 'left'] as const) counts[name] += own[name];
}
say({ side: 'matrix', ...counts, ms: Math.round(performance.now() - start) });
process.exitCode = counts.failed > 0 ? 1 : 0;
