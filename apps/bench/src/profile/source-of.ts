import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Start {
  line: number;
  source: string;
}

const bundles = new Map<string, Start[]>();

/**
 * The source file that a line (from 0) of a built package came from, as `core/src/tape/run-op.ts`:
 * esbuild writes each file's name above its code. `bench` for this app's own files; undefined else.
 */
export function sourceOf(url: string, line: number): string | undefined {
  const [, kind, name] = /\/(packages|apps)\/([^/]+)\/dist\//.exec(url) ?? [];
  if (name === undefined) return undefined;
  if (kind === 'apps') return 'bench';
  let starts = bundles.get(url);
  if (starts === undefined) {
    starts = startsIn(readFileSync(url.startsWith('file:') ? fileURLToPath(url) : url, 'utf8'));
    bundles.set(url, starts);
  }
  const start = starts.filter((candidate) => candidate.line <= line).at(-1);
  return start && `${name}/${start.source}`;
}

/** The lines of a bundle where a source file's code begins. */
export function startsIn(text: string): Start[] {
  return text.split('\n').flatMap((content, line) => {
    const [, source] = /^\s*\/\/ (src\/\S+\.[jt]s)$/.exec(content) ?? [];
    return source === undefined ? [] : [{ line, source }];
  });
}
