import { inParts, reserve } from './parts';

type Files = typeof import('node:fs/promises');
type Handle = Awaited<ReturnType<Files['open']>>;

interface Builtins {
  'node:fs/promises': Files;
  'node:path': typeof import('node:path');
  'node:os': typeof import('node:os');
  'node:fs': typeof import('node:fs');
}

/** A built-in module of Node, or undefined elsewhere. It comes from the process, so bundlers for browsers never see its name. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as Builtins[Name] | undefined;
}

/** `ENOENT` and the like, of what Node's calls throw. */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code;
}

/**
 * The bytes of an open file from `begin` to before `end`, in parts: more than 2 GiB too.
 *
 * @throws Error if the file ends before; RangeError if there is no memory for them
 */
export async function readFrom(
  where: string,
  handle: Handle,
  begin: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = reserve(where, end - begin);
  let done = 0;
  for (const part of inParts(bytes)) {
    for (let at = 0; at < part.length; ) {
      const { bytesRead } = await handle.read(part, at, part.length - at, begin + done);
      if (bytesRead === 0) {
        throw new Error(`${where}: expected bytes ${begin} to ${end - 1}, got ${done} bytes`);
      }
      at += bytesRead;
      done += bytesRead;
    }
  }
  return bytes;
}

/** Writes bytes to an open file, in parts. */
export async function writeTo(handle: Handle, bytes: Uint8Array): Promise<void> {
  for (const part of inParts(bytes)) {
    for (let at = 0; at < part.length; ) {
      at += (await handle.write(part, at, part.length - at)).bytesWritten;
    }
  }
}
