import { expect, test } from 'vitest';
import { partsOf } from './parts';
import { startsIn } from './source-of';

interface Frame {
  name: string;
  url?: string;
  script?: string;
  children?: Frame[];
}

/** A profile of these frames, sampled once each. */
function profileOf(root: Frame) {
  const nodes: object[] = [];
  const add = ({ name, url = '', script = '0', children = [] }: Frame): number => {
    const id = nodes.length + 1;
    const callFrame = { functionName: name, url, scriptId: script, lineNumber: 0, columnNumber: 0 };
    const node = { id, callFrame, children: [] as number[] };
    nodes.push(node);
    node.children = children.map(add);
    return id;
  };
  add(root);
  const samples = nodes.map((_, i) => i + 1);
  return { nodes, samples, startTime: 0, endTime: 1 } as never;
}

const TFJS = 'file:///x/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js';

test('a frame counts as what it is, or else as its caller', () => {
  const bench = 'file:///x/apps/bench/dist/addition.js';
  const profile = profileOf({
    name: 'run',
    url: bench,
    children: [
      { name: 'push' },
      { name: 'wasm-function[3]', url: 'wasm://wasm/1', script: '7' },
      {
        name: 'add',
        url: TFJS,
        children: [{ name: 'makeOutput', url: TFJS, children: [{ name: 'malloc', script: '8' }] }],
      },
      { name: '(idle)' },
      { name: '(garbage collector)' },
    ],
  });
  const parts = partsOf({ profile, kernelScripts: new Set(['7']) });
  const shares = Object.fromEntries(parts.map(({ part, share }) => [part, share * 7]));
  expect(shares).toEqual({
    'the row itself': expect.closeTo(2),
    'WASM kernels': expect.closeTo(1),
    'tfjs: its ops and engine': expect.closeTo(1),
    'allocation and disposal': expect.closeTo(2),
    'garbage collector': expect.closeTo(1),
  });
});

test('esbuild names the source file above its code', () => {
  const text =
    'import x;\n\n// src/tape/trace.ts\nfunction f() {}\n// not a file\n// src/ops/relu.ts\n';
  expect(startsIn(text)).toEqual([
    { line: 2, source: 'src/tape/trace.ts' },
    { line: 5, source: 'src/ops/relu.ts' },
  ]);
});
