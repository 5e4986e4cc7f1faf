/**
 * Bytes in memory of their own: what `new Uint8Array` makes. `Uint8Array<ArrayBuffer>` since TypeScript 5.7, and
 * `Uint8Array` before, which knows no such parameter.
 */
export type Bytes = InstanceType<Uint8ArrayConstructor>;
