import type { ByteStore } from '@dl/core';

/** A store of bytes in memory: what was written last, or undefined. */
export function memoryStore(bytes?: Uint8Array): ByteStore & { bytes: Uint8Array | undefined } {
  return {
    where: 'memory',
    bytes,
    async read() {
      return this.bytes;
    },
    async write(written) {
      this.bytes = written.slice();
    },
    async remove() {
      this.bytes = undefined;
    },
  };
}
