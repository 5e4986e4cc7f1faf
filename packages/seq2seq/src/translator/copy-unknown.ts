import { type Tokenizer, Vocabulary } from '@dl/text';
import type { AttentionMap } from './translation';

/** The tokenizers of words of which one may be unknown. */
export interface UnknownWords {
  readonly source: Vocabulary;
  readonly target: Vocabulary;
}

/** @throws RangeError for tokenizers that know no unknown word */
export function unknownWords(where: string, source: Tokenizer, target: Tokenizer): UnknownWords {
  if (source instanceof Vocabulary && target instanceof Vocabulary) {
    if (target.unk !== undefined) return { source, target };
  }
  throw new RangeError(
    `${where}: copyUnknown: expected a Vocabulary with unk on both sides, got others`,
  );
}

/**
 * The text of what was said, each unknown word in it replaced by the word of the source that was looked at most.
 *
 * Luong, Sutskever, Le, Vinyals and Zaremba, Addressing the rare word problem in neural machine translation, 2015.
 */
export function copyUnknown(
  tokens: readonly number[],
  text: string,
  { columns, weights }: AttentionMap,
  { source, target }: UnknownWords,
): string {
  const { offsets } = source.encodeWithOffsets(text);
  const parts: string[] = [];
  let run: number[] = [];
  const close = (): void => {
    if (run.length > 0) parts.push(target.decode(run));
    run = [];
  };
  tokens.forEach((id, row) => {
    if (id !== target.unk) {
      if (id < target.size) run.push(id);
      return;
    }
    close();
    const seen = weights.subarray(row * columns, (row + 1) * columns);
    const [from, to] = offsets[seen.indexOf(Math.max(...seen))] as [number, number];
    parts.push(text.slice(from, to));
  });
  close();
  return parts.join(target.unit === 'words' ? ' ' : '');
}
