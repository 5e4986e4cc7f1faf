import { expected } from '../check/describe';

/** The bytes of `weightData`, of any realm: an ArrayBuffer, shared or not, a view of one, or shards of these in their order. */
export function bytesOf(data: unknown): Uint8Array {
  const parts = Array.isArray(data) ? data : [data];
  const views = Array.from(parts, (part: unknown) => {
    const view = viewOf(part);
    if (view === undefined) throw new TypeError(expected('fromKeras: weightData', 'bytes', part));
    return view;
  });
  if (views.length === 1) return views[0] as Uint8Array;
  const all = new Uint8Array(views.reduce((sum, view) => sum + view.length, 0));
  let at = 0;
  for (const view of views) {
    all.set(view, at);
    at += view.length;
  }
  return all;
}

function viewOf(part: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(part)) {
    return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  }
  // No instanceof: a test runner or a frame has its own ArrayBuffer.
  const kind = Object.prototype.toString.call(part);
  if (kind === '[object ArrayBuffer]' || kind === '[object SharedArrayBuffer]') {
    return new Uint8Array(part as ArrayBuffer);
  }
  return undefined;
}
