/** One named place that keeps bytes: a file, an entry of a browser's database. */
export interface ByteStore {
  /** What it is, for people: `file runs/a.ckpt`. */
  readonly where: string;
  /** The bytes, or undefined if nothing was written yet. */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces the bytes, wholly or (on an error) not at all. */
  write(bytes: Uint8Array): Promise<void>;
  /** Forgets the bytes, if there are any. What only points to them, such as a symbolic link, stays. */
  remove(): Promise<void>;
}
