import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { serveFiles } from '../../../tools/serve-files.mjs';

export { ISOLATED } from '../../../tools/serve-files.mjs';

export interface ServeOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Pages that are in no file, by their path. */
  readonly pages?: Readonly<Record<string, string>>;
}

/** A static host. */
export interface Site {
  readonly url: string;
  /** What went out, and its size in bytes as a host compresses it, by path. */
  readonly sent: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Serves a folder as a static host does, on a free port of this machine. */
export async function serve(folder: string, options: ServeOptions = {}): Promise<Site> {
  const sent = new Map<string, number>();
  const onSend = (asked: string) => {
    const name = asked.endsWith('/') ? `${asked}index.html` : asked;
    if (sent.has(name)) return;
    sent.set(name, gzipSync(readFileSync(path.join(folder, name))).length);
  };
  return { ...(await serveFiles(folder, { ...options, onSend })), sent };
}
