import { expected, isArrayOf } from '@dl/core/check';

/**
 * A file as it comes, part by part: bytes of UTF-8 or texts, as Node's `createReadStream(path)`, a response's `body` or a Blob's
 * `stream()` give them.
 */
export type Parts =
  | Iterable<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>
  | ReadableStream<Uint8Array>;

/** The parts one after the other: browsers had streams that cannot be looped over until lately. */
export async function* eachPart(
  where: string,
  source: Parts,
): AsyncGenerator<Uint8Array | string, void, void> {
  for await (const part of iterableOf(where, source)) {
    if (typeof part === 'string' || isArrayOf(part, 'Uint8Array')) yield part;
    else throw new TypeError(expected(`${where}: source`, 'texts or bytes', part));
  }
}

function iterableOf(where: string, source: unknown): AsyncIterable<unknown> | Iterable<unknown> {
  const own = Object(source);
  const each = own[Symbol.asyncIterator] ?? own[Symbol.iterator];
  // A text would come character by character, bytes number by number.
  const isWhole = typeof source !== 'object' || ArrayBuffer.isView(source);
  if (typeof each === 'function' && !isWhole) return own;
  if (typeof own.getReader === 'function') return readAll(own);
  const rule = 'a stream, or parts of a file one after the other';
  throw new TypeError(expected(`${where}: source`, rule, source));
}

async function* readAll(stream: ReadableStream<unknown>): AsyncGenerator<unknown, void, void> {
  const reader = stream.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel();
  }
}
