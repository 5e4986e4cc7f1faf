import * as tf from '@tensorflow/tfjs-core';

const engine = tf.engine() as unknown as { nextTensorId(): number };

/**
 * A batch of what `map` gives of each example, all of them at once. If one fails, or the batch cannot be made, the tensors that
 * were made of the others are disposed, those that are still to come once they have come: nobody else knows of them.
 */
export async function mapped<E, X, B>(
  examples: readonly E[],
  map: (example: E) => X | Promise<X>,
  collate: (examples: X[]) => B | Promise<B>,
): Promise<B> {
  const first = engine.nextTensorId();
  const pending = examples.map(async (example) => map(example));
  try {
    return await collate(await Promise.all(pending));
  } catch (error) {
    for (const one of pending) {
      one.then(
        (made) => disposeSince(first, made, new Set()),
        () => undefined,
      );
    }
    throw error;
  }
}

/** Disposes the tensors in `value` that are younger than `first`: an older one is somebody else's. */
function disposeSince(first: number, value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof tf.Tensor) {
    if (value.id > first && !(value instanceof tf.Variable)) value.dispose();
  } else if (!ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) disposeSince(first, part, seen);
  }
}
