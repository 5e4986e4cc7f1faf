import type { PretrainedSource } from '../files/pretrained-files';

/** Files of a model as a fixture holds them: JSON as text, others in base64. */
export type FixtureFiles = Readonly<Record<string, string | undefined>>;

/** Their bytes. */
export function bytesOf(name: string, text: string): Uint8Array<ArrayBuffer> {
  if (name.endsWith('.json')) return new TextEncoder().encode(text);
  const binary = atob(text);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Bytes as a fixture holds them. */
export function textOf(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** A source of them, with others in their places. */
export function sourceOf(files: FixtureFiles, others: FixtureFiles = {}): PretrainedSource {
  const all = { ...files, ...others };
  return (name) => {
    const text = all[name];
    return text === undefined ? undefined : bytesOf(name, text);
  };
}

/** The configuration of a fixture with other fields. */
export function withConfig(files: FixtureFiles, fields: object): FixtureFiles {
  return {
    'config.json': JSON.stringify({ ...JSON.parse(files['config.json'] as string), ...fields }),
  };
}
