import { transform } from 'esbuild';

const AsyncFunction = (async () => undefined).constructor as new (
  ...parts: string[]
) => (modules: object, console: object) => Promise<void>;

/**
 * Runs the first program of a README, its imports taken from `modules` by their names; gives what it printed, a list a
 * line. Types are left out by esbuild, which also brings imports into one form.
 */
export async function runReadme(
  text: string,
  modules: Readonly<Record<string, object>>,
): Promise<unknown[][]> {
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  const { code } = await transform(program, { loader: 'ts', format: 'esm', target: 'es2022' });
  const body = code.replace(
    /^import (?:\* as (\w+)|(\{[^}]*\})) from "(.*)";$/gm,
    (_, all, names, id) => `const ${all ?? names.replaceAll(' as ', ': ')} = modules["${id}"];`,
  );
  const lines: unknown[][] = [];
  await new AsyncFunction('modules', 'console', body)(modules, {
    log: (...values: unknown[]) => lines.push(values),
  });
  return lines;
}

/** The reports of a program that prints its step and its loss. */
export function lossesOf(lines: readonly unknown[][]): number[] {
  return lines.filter(([step]) => typeof step === 'number').map(([, loss]) => loss as number);
}
