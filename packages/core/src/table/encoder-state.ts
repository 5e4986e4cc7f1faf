import { expected } from '../check/describe';
import { expectFinite, expectPositive } from '../check/number';
import type { ColumnPlan } from './columns-of';
import { expectText } from './expect-text';

/** What a `TableEncoder` knows, as JSON can hold it. */
export interface EncoderState {
  readonly features: readonly ColumnPlan[];
  readonly target: ColumnPlan;
}

/** Checks what came from a file. @throws RangeError, TypeError */
export function expectState(where: string, state: unknown): asserts state is EncoderState {
  const { features, target } = (state ?? {}) as Partial<EncoderState>;
  if (!Array.isArray(features) || features.length === 0) {
    throw new TypeError(expected(`${where}: features`, 'an array of columns', features));
  }
  features.forEach((plan, i) => {
    expectPlan(where, `features.${i}`, plan);
  });
  expectPlan(where, 'target', target);
  const { kind, values } = target as ColumnPlan & { values?: readonly unknown[] };
  if (kind === 'text' && values?.includes(null)) {
    throw new TypeError(expected(`${where}: target.values`, 'texts', values));
  }
}

function expectPlan(where: string, name: string, plan: unknown): void {
  const own = (plan ?? {}) as Partial<Record<string, unknown>>;
  expectText(where, `${name}.name`, own.name);
  if (own.kind === 'number') {
    expectFinite(where, `${name}.mean`, own.mean as number);
    expectPositive(where, `${name}.deviation`, own.deviation as number);
    if (typeof own.isMissing === 'boolean') return;
    throw new TypeError(expected(`${where}: ${name}.isMissing`, 'true or false', own.isMissing));
  }
  if (own.kind !== 'text') {
    throw new RangeError(expected(`${where}: ${name}.kind`, '"number" or "text"', own.kind));
  }
  const { values } = own;
  if (Array.isArray(values) && values.every((value) => value === null || typeof value === 'string'))
    return;
  throw new TypeError(expected(`${where}: ${name}.values`, 'texts', values));
}
