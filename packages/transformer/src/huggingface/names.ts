import { describeValue } from '@dl/core/check';

/** What wrappers and heads put before names: DataParallel, `torch.compile`, and the models that hold the base of each form. */
const PREFIXES = ['module.', '_orig_mod.', 'model.', 'transformer.', 'bert.'];

/** What norms call their numbers in the oldest files of BERT. */
const OLD = { gamma: 'weight', beta: 'bias' } as const;

/**
 * The names of a file by those without prefixes.
 *
 * @throws RangeError for two tensors of one name
 */
export function bareNames(where: string, names: readonly string[]): Map<string, string> {
  const bare = new Map<string, string>();
  for (const name of names) {
    const own = bareName(name);
    const other = bare.get(own);
    if (other !== undefined) {
      const both = `${describeValue(other)} and ${describeValue(name)}`;
      throw new RangeError(`${where}: expected one tensor for ${describeValue(own)}, got ${both}`);
    }
    bare.set(own, name);
  }
  return bare;
}

function bareName(name: string): string {
  let at = 0;
  for (;;) {
    const prefix = PREFIXES.find((own) => name.startsWith(own, at));
    if (prefix === undefined) break;
    at += prefix.length;
  }
  return name
    .slice(at)
    .replace(
      /(LayerNorm)\.(gamma|beta)$/,
      (_, norm, old: keyof typeof OLD) => `${norm}.${OLD[old]}`,
    );
}
