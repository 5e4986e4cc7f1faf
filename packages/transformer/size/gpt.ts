// A page that trains a language model and writes by it.
export { adamW, random, setup, train } from '@dl/core';
export { generate, Vocabulary } from '@dl/text';
export { Gpt } from '@dl/transformer';
