import { expected, expectFunction, expectInteger, expectPositiveInteger } from '@dl/core/check';
import { Seq2Seq } from '../model/seq2seq';
import { type Translating, translateAt } from './translate';
import type { TranslateOptions } from './translate-options';
import type { Translation } from './translation';

/**
 * The translations of texts, as one batch: what a `Translator` gives, for those who keep its parts themselves. A page that saves and loads
 * no translator weighs less with it.
 *
 * ```ts
 * const model = new Seq2Seq(source.size, target.size + 2, 64, { rng: random(1) });
 * const ends = { sos: target.size, eos: target.size + 1 };
 * const [said] = await translateTexts({ model, source, target, ends, maxLength: 40 }, ['…']);
 * ```
 *
 * @throws TypeError, RangeError for parts that do not fit together, and as `Translator.translateAll`
 */
export async function translateTexts(
  by: Translating,
  texts: readonly string[],
  options?: TranslateOptions,
): Promise<Translation[]> {
  const where = 'translateTexts';
  const own = readTranslating(where, by);
  if (!Array.isArray(texts)) throw new TypeError(expected(`${where}: texts`, 'an array', texts));
  return await translateAt(where, own, texts, options);
}

/** The parts, each read once. */
function readTranslating(where: string, by: Translating): Translating {
  if (typeof by !== 'object' || by === null) {
    throw new TypeError(expected(`${where}: by`, 'a model between two tokenizers', by));
  }
  const { model, source, target, ends, maxLength } = by;
  const { sos, eos } = Object(ends) as Translating['ends'];
  if (!(model instanceof Seq2Seq)) {
    throw new TypeError(expected(`${where}: by.model`, 'a Seq2Seq', model));
  }
  for (const [name, own] of Object.entries({ source, target })) {
    expectFunction(where, `by.${name}.encode`, own?.encode);
    expectFunction(where, `by.${name}.decode`, own?.decode);
    expectFunction(where, `by.${name}.tokenOf`, own?.tokenOf);
  }
  expectPositiveInteger(where, 'by.source.size', source.size, model.sourceVocabulary);
  expectPositiveInteger(where, 'by.target.size', target.size, model.targetVocabulary);
  expectInteger(where, 'by.ends.sos', sos, 0, model.targetVocabulary - 1);
  expectInteger(where, 'by.ends.eos', eos, 0, model.targetVocabulary - 1);
  expectPositiveInteger(where, 'by.maxLength', maxLength, 2 ** 16);
  return { model, source, target, ends: { sos, eos }, maxLength };
}
