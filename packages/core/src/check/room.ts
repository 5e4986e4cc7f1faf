import { describeShape } from './describe';

/** The most entries that a float32 tensor can have: WASM addresses 4 GiB. */
const MOST = 2 ** 30 - 1;

/**
 * Checks sizes that are to become a float32 tensor, before anything is drawn or computed for it: its bytes must be fewer
 * than what 32 bits address.
 *
 * @throws RangeError `Linear: weight: expected less than 4 GiB, got float32 [1073741824, 4]`
 */
export function expectRoom(where: string, name: string, shape: readonly number[]): void {
  let entries = 1;
  for (let i = 0; i < shape.length; i++) entries *= shape[i] as number;
  if (entries <= MOST) return;
  throw new RangeError(
    `${where}: ${name}: expected less than 4 GiB, got float32 ${describeShape(shape)}`,
  );
}
