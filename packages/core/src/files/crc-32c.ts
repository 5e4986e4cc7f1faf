let table: Int32Array | undefined;

function makeTable(): Int32Array {
  const made = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
    made[byte] = sum;
  }
  return made;
}

/** The CRC-32C (Castagnoli) of bytes, as TensorFlow's record files have it (RFC 3720, appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  table ??= makeTable();
  let sum = -1;
  for (const byte of bytes) sum = (table[(sum ^ byte) & 255] as number) ^ (sum >>> 8);
  return ~sum >>> 0;
}
