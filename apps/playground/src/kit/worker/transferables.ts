/** The buffers of all typed arrays in a tree of objects and arrays, each once, to be moved to another thread. */
export function transferables(tree: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(tree)) {
    if (tree.buffer instanceof ArrayBuffer) found.add(tree.buffer);
  } else if (typeof tree === 'object' && tree !== null) {
    for (const child of Object.values(tree)) transferables(child, found);
  }
  return [...found];
}
