import { random } from '@dl/core';
import { emojiNames } from '@dl/datasets/files';

/** An emoji, its name, and words that describe it, none of which its name has. */
export interface Described {
  readonly sign: string;
  readonly name: string;
  readonly description: string;
}

/** The fewest words of a description. */
const FEWEST = 3;

/** Emoji with their names and descriptions: all of them, and which of them are learnt of and held out. */
export async function descriptions() {
  const { names, keywords, from } = await emojiNames();
  const all = [...names].flatMap(([sign, [name]]): Described[] => {
    const own = new Set(wordsOf(name));
    const others = (keywords.get(sign) ?? []).filter(
      (keyword) => !wordsOf(keyword).some((word) => own.has(word)),
    );
    return others.length < FEWEST ? [] : [{ sign, name, description: others.join(' ') }];
  });
  // The parts are the same in every run.
  const order = random(0).permutation(all.length);
  const taken = Array.from(order, (i) => all[i] as Described);
  const [dev, test] = [Math.floor(0.7 * all.length), Math.floor(0.85 * all.length)];
  const parts = {
    train: taken.slice(0, dev),
    dev: taken.slice(dev, test),
    test: taken.slice(test),
  };
  return { all, parts, from };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
