/** Node's calls, and browsers', take less than 2 GiB at once: no more than this is asked of them. */
export const PART = 2 ** 30;

/**
 * Memory for `size` bytes that a file says it has.
 *
 * @throws RangeError `fileStore.read: file a.ckpt: expected memory for 5000000000 bytes, got none`
 */
export function reserve(where: string, size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new RangeError(`${where}: expected memory for ${size} bytes, got none`, { cause });
  }
}

/** `bytes` piece by piece, none larger than a part. */
export function* inParts<T extends Uint8Array>(bytes: T): Iterable<T> {
  for (let at = 0; at < bytes.length; at += PART) {
    yield bytes.subarray(at, Math.min(at + PART, bytes.length)) as T;
  }
}
