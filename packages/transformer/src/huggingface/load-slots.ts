import { type LazySafetensors, StateDictError, stateDict, toArrayValue } from '@dl/core';
import { describeShape, describeValue } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { joined, type Slot, shapeThere } from './slots';

/** Dtypes of weights; all become float32. */
const FLOATS = ['F32', 'F16', 'BF16', 'F64'];

/**
 * Checks that a file has every tensor of the slots, in its shape, and with `strict` no other.
 *
 * @param bare names of the file by those of the slots
 * @returns the other ones
 * @throws StateDictError, which names them
 */
export function expectTensors(
  where: string,
  slots: readonly Slot[],
  { entries }: Pick<LazySafetensors, 'entries'>,
  bare: ReadonlyMap<string, string>,
  strict: boolean,
): string[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const left = new Set(bare.keys());
  const missing: string[] = [];
  const misfits: string[] = [];
  for (const slot of slots) {
    for (const part of slot.parts) {
      left.delete(part.name);
      const entry = byName.get(bare.get(part.name) ?? '');
      const wanted = shapeThere(slot, part);
      if (entry === undefined) missing.push(part.name);
      else if (String(entry.shape) !== String(wanted) || entry.shape.length !== wanted.length) {
        misfits.push(`${part.name} (${describeShape(entry.shape)} for ${describeShape(wanted)})`);
      } else if (!FLOATS.includes(entry.dtype)) {
        misfits.push(`${part.name} (${entry.dtype} for one of ${FLOATS.join(', ')})`);
      }
    }
  }
  const extra = [...left].map((name) => bare.get(name) as string);
  const troubles = [
    list('missing', missing),
    list('unexpected', strict ? extra : []),
    list('that do not fit', misfits),
  ].filter((trouble) => trouble !== '');
  if (troubles.length === 0) return extra;
  const message = `${where}: expected the tensors that config.json asks for, got ${troubles.join('; ')}`;
  throw new StateDictError(message, missing, strict ? extra : [], misfits);
}

/** Reads the tensors of each slot into its Variable, one after the other: no more of them is in memory at once. */
export async function loadSlots(
  model: object,
  slots: readonly Slot[],
  file: LazySafetensors,
  bare: ReadonlyMap<string, string>,
): Promise<void> {
  const variables = stateDict(model);
  for (const slot of slots) {
    const values: Float32Array[] = [];
    for (const { name } of slot.parts) {
      const stored = await file.read(bare.get(name) as string);
      values.push(toArrayValue(stored).data as Float32Array);
    }
    const { data, shape } = joined(slot, values);
    const variable = variables[slot.path] as tf.Variable;
    tf.tidy(() => variable.assign(tf.tensor(data, [...shape])));
  }
}

function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, 10).map((name) => describeValue(name).slice(1, -1));
  const more = names.length > 10 ? `, … and ${names.length - 10} more` : '';
  return `${names.length} ${what}: ${shown.join(', ')}${more}`;
}
