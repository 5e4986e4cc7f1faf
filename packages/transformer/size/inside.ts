// A page that shows what a language model attends to, and what each layer would say.
export { random, setup } from '@dl/core';
export { Gpt } from '@dl/transformer';
export { logitLens, lookInside } from '@dl/transformer/inside';
