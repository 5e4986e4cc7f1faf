// A translator that is trained, saved and loaded.
export { random, setup } from '@dl/core';
export { Translator, trainTranslator } from '@dl/seq2seq';
