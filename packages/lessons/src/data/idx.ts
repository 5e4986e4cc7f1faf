/** An array of bytes with its shape, as the IDX format of MNIST holds it. */
export interface ByteArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes: two zeros, 8, the rank, each size as a big-endian uint32, the values.
 *
 * @param where what errors begin with
 * @throws Error if it is none, or of another length than its shape says
 */
export function readIdx(where: string, file: Uint8Array): ByteArray {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const rank = file[3] ?? 0;
  if (file.length < 4 + 4 * rank || view.getUint16(0) !== 0 || file[2] !== 8 || rank === 0) {
    const head = [...file.subarray(0, 4)].join(' ');
    throw new Error(
      `${where}: expected an IDX file of unsigned bytes, got one that begins ${head}`,
    );
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const data = file.subarray(4 + 4 * rank);
  const size = shape.reduce((a, b) => a * b, 1);
  if (data.length !== size) {
    throw new Error(
      `${where}: expected ${size} values of shape [${shape.join(', ')}], got ${data.length}`,
    );
  }
  return { shape, data };
}
