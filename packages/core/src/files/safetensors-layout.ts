/** A tensor that is to be written, and how many bytes it takes. */
export interface Planned {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes of a number of its array. */
  readonly width: number;
  readonly byteLength: number;
}

/** The order in a file: the widest numbers first, so that each tensor is aligned, and then by name. */
export function inFileOrder<P extends Planned>(tensors: readonly P[]): P[] {
  return [...tensors].sort((a, b) => b.width - a.width || (a.name < b.name ? -1 : 1));
}

/** The bytes of a file before those of its tensors, which follow in this order: the header, padded to eight bytes. */
export function headerOf(
  tensors: readonly Planned[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const { name, dtype, shape, byteLength } of tensors) {
    header[name] = { dtype, shape, data_offsets: [end, end + byteLength] };
    end += byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  const view = new DataView(start.buffer);
  view.setUint32(0, start.length - 8, true);
  view.setUint32(4, 0, true);
  start.set(json, 8);
  return start;
}
