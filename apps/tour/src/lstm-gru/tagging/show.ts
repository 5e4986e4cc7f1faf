import { count, percent } from '../../terminal/format';
import type { Curve, Screen } from '../../terminal/screen';
import type { Accuracy } from './accuracy';
import type { Familiarity } from './baseline';

/** A way to tag, and how well it does. */
export interface Method {
  /** Its name in `--json`. */
  readonly id: string;
  /** Its name for people. */
  readonly name: string;
  /** Of its recurrent layer. */
  readonly parameters: number;
  readonly accuracy: Accuracy;
}

interface Outcome {
  readonly methods: readonly Method[];
  readonly kinds: Readonly<Record<Familiarity, number>>;
  readonly curves: Readonly<Record<string, Curve>>;
  readonly part: 'test' | 'dev';
}

/** Shows which words each method tags right. The last method is that of both directions. */
export function show(screen: Screen, { methods, kinds, curves, part }: Outcome): void {
  for (const { id, name } of methods) {
    const curve = curves[id] ?? [];
    if (curve.length > 1) screen.plot(`Cross-entropy by step: ${name}`, curve);
  }
  const all = kinds.ambiguous + kinds.unambiguous + kinds.unknown;
  const where = part === 'test' ? 'held-out documents' : 'development documents';
  screen.table({
    head: [where, 'right', 'ambiguous', 'unknown', 'one tag only', 'parameters'],
    rows: [
      [
        'words',
        ...[all, kinds.ambiguous, kinds.unknown, kinds.unambiguous].map(count),
        'recurrent',
      ],
      ...methods.map(({ name, accuracy, parameters }) => [
        name,
        ...[accuracy.all, accuracy.ambiguous, accuracy.unknown, accuracy.unambiguous].map(percent),
        count(parameters),
      ]),
    ],
    strong: [1 + best(methods)],
  });
  const [one, both] = methods.slice(-2) as [Method, Method];
  const fewer = 1 - (1 - both.accuracy.all) / (1 - one.accuracy.all);
  screen.line('');
  screen.line(
    fewer > 0
      ? `Both directions make ${percent(fewer)} fewer mistakes than one.`
      : 'Both directions make no fewer mistakes than one.',
  );
}

function best(methods: readonly Method[]): number {
  const rights = methods.map(({ accuracy }) => accuracy.all);
  return rights.indexOf(Math.max(...rights));
}
