import { random } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import { Vocabulary } from '@dl/text';
import { describe, expect, test } from 'vitest';
import { translateTexts } from './translate-texts';
import { Translator } from './translator';

const UNK = { special: { unk: '<unk>' } };
const source = new Vocabulary(['one', 'two', 'three'], UNK);
const target = new Vocabulary(['ichi', 'ni', 'san'], UNK);
const parts = () => new Translator(source, target, { hidden: 8, rng: random(3) });

describe('translateTexts', () => {
  test('translates with the parts of a translator as it does', async () => {
    const translator = parts();
    const { model, ends, maxLength } = translator;
    await expectNoLeaks(async () => {
      const texts = ['one two', '', 'three'];
      const told = { maxLength: 5, best: 2, beams: 3, attention: true };
      const own = await translateTexts({ model, source, target, ends, maxLength }, texts, told);
      expect(own).toEqual(await translator.translateAll(texts, told));
      expect(own).toHaveLength(3);
    });
    translator.dispose();
  });

  test('says which part does not fit', async () => {
    const translator = parts();
    const { model, ends, maxLength } = translator;
    const by = { model, source, target, ends, maxLength };
    const refused = (more: object, text: RegExp) =>
      expectRefusal(() => translateTexts({ ...by, ...more }, ['one']), text);
    await refused({ model: {} }, /^translateTexts: by.model: expected a Seq2Seq, got/);
    await refused({ source: undefined }, /by.source.encode: expected a function/);
    await refused({ target: { ...target, size: 9 } }, /by.target/);
    await refused({ ends: { sos: 4, eos: 6 } }, /by.ends.eos: expected an integer from 0 to 5/);
    await refused({ maxLength: 0 }, /by.maxLength: expected/);
    await expectRefusal(() => translateTexts(null as never, []), /by: expected a model between/);
    await expectRefusal(() => translateTexts(by, 'one' as never), /texts: expected an array/);
    translator.dispose();
  });
});
