import type { BpeUnit } from './bpe-units';
import { bytesOfToken } from './byte-alphabet';

/** How ids become a text again: the bytes or characters of their tokens, one after the other. */
export function detokenizer(
  tokens: readonly string[],
  special: ReadonlyMap<string, number>,
  { unit, suffix }: { unit: BpeUnit; suffix: string },
): (ids: ArrayLike<number>, special: boolean) => string {
  const hidden = new Set(special.values());
  if (unit === 'characters') return (ids, shows) => joined(ids, tokens, { hidden, shows, suffix });
  const bytes: (Uint8Array | undefined)[] = new Array(tokens.length);
  const bytesOf = (id: number): Uint8Array => {
    const known = bytes[id];
    if (known !== undefined) return known;
    const token = tokens[id] as string;
    const own = hidden.has(id)
      ? new TextEncoder().encode(token)
      : (bytesOfToken(token) as Uint8Array);
    bytes[id] = own;
    return own;
  };
  return (ids, shows) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      if (!shows && hidden.has(id)) continue;
      const part = bytesOf(id);
      parts.push(part);
      length += part.length;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    // A byte-order mark is a character of the text as any other.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(all);
  };
}

function joined(
  ids: ArrayLike<number>,
  tokens: readonly string[],
  { hidden, shows, suffix }: { hidden: ReadonlySet<number>; shows: boolean; suffix: string },
): string {
  let text = '';
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (!shows && hidden.has(id)) continue;
    const token = tokens[id] as string;
    if (hidden.has(id) || suffix === '' || !token.endsWith(suffix)) text += token;
    else text += `${token.slice(0, -suffix.length)} `;
  }
  return suffix !== '' && text.endsWith(' ') ? text.slice(0, -1) : text;
}
