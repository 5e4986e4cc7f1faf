import { expected, expectFunction } from '@dl/core/check';
import type { Tokenizer } from '../tokenizers/tokenizer';

/**
 * The text of tokens as they come: each part is what the tokens so far have added, and half a character waits for its rest. Tokens are
 * ids, or the events of `streamTokens` of one row.
 *
 * ```ts
 * for await (const part of streamText(tokenizer, streamTokens(decoder, options))) process.stdout.write(part);
 * ```
 *
 * @throws TypeError if there is no `decode`, or if `tokens` cannot be iterated
 */
export async function* streamText(
  tokenizer: Pick<Tokenizer, 'decode'>,
  tokens: AsyncIterable<number | object> | Iterable<number | object>,
): AsyncGenerator<string, void, void> {
  const where = 'streamText';
  expectFunction(where, 'tokenizer.decode', Object(tokenizer).decode);
  const own = Object(tokens) as Partial<Iterable<unknown> & AsyncIterable<unknown>>;
  if (typeof (own[Symbol.asyncIterator] ?? own[Symbol.iterator]) !== 'function') {
    throw new TypeError(expected(`${where}: tokens`, 'tokens, one after the other', tokens));
  }
  // Decoded anew from the last blank on: what a token adds may depend on the one before it.
  let waiting: number[] = [];
  let shown = '';
  for await (const event of tokens) {
    const token = typeof event === 'number' ? event : tokenOf(where, event);
    if (token === undefined) continue;
    waiting.push(token);
    const text = tokenizer.decode(waiting);
    if (text.endsWith('\ufffd') || !text.startsWith(shown) || text.length === shown.length)
      continue;
    yield text.slice(shown.length);
    shown = text;
    if (waiting.length < 32) continue;
    // The last token stays, for what stands before the next one.
    waiting = waiting.slice(-1);
    shown = tokenizer.decode(waiting);
  }
  const rest = tokenizer.decode(waiting);
  if (rest.length > shown.length) yield rest.slice(shown.length);
}

/** The token of an event; undefined where it tells of an end. */
function tokenOf(where: string, event: unknown): number | undefined {
  if (typeof event === 'object' && event !== null) return (event as { token?: number }).token;
  throw new TypeError(expected(`${where}: tokens`, 'ids or events', event));
}
