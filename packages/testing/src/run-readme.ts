const AsyncFunction = (async () => undefined).constructor as new (
  ...parts: string[]
) => (modules: object, console: object) => Promise<void>;

/**
 * Runs the first program of a README, its imports taken from `modules` by their names; gives what it printed, a list a
 * line. Of TypeScript it understands parameters that are tensors.
 */
export async function runReadme(
  text: string,
  modules: Readonly<Record<string, object>>,
): Promise<unknown[][]> {
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  const body = program
    .replace(
      /^import (?:\* as (\w+)|(\{[^}]*\})) from '(.*)';$/gm,
      (_, all, names, id) => `const ${all ?? names} = modules[${JSON.stringify(id)}];`,
    )
    .replace(/(\w+): tf\.\w+/g, '$1');
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
