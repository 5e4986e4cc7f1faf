import { Embedding, Linear } from '@dl/core';
import { expectInteger, expectPositiveInteger, expectRng } from '@dl/core/check';
import { Gru } from '@dl/lstm-gru';
import type { DialogueOptions } from './dialogue-options';

/** The layers that the models of dialogues have in common. */
export interface DialogueLayers {
  /** [vocabulary, features], of the encoder and the decoder. */
  readonly embedding: Embedding;
  /** Reads an utterance. */
  readonly encoder: Gru;
  /** Reads what the encoder has made of one utterance after the other. */
  readonly context: Gru;
  /** The decoder's first state, of the condition. */
  readonly begin: Linear;
  readonly decoder: Gru;
  readonly output: Linear;
}

/** Layers with what else a pass needs to know. */
export interface DialogueNet extends DialogueLayers {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly directConnection: boolean;
  readonly sos: number;
  readonly unk: number | undefined;
  readonly window: number;
}

/** Checks sizes and options that depend on each other. @throws RangeError, TypeError */
export function expectSizes(
  where: string,
  vocabSize: number,
  hiddenSize: number,
  { rng, sos, unk }: DialogueOptions,
): void {
  expectPositiveInteger(where, 'vocabSize', vocabSize);
  expectPositiveInteger(where, 'hiddenSize', hiddenSize);
  expectInteger(where, 'sos', sos, 0, vocabSize - 1);
  if (unk !== undefined) expectInteger(where, 'unk', unk, 0, vocabSize - 1);
  expectRng(where, rng);
}

/** How wide what a reply sees of the dialogue is: the context, and the last utterance where it is shown. */
export function seenSize(
  hiddenSize: number,
  { contextSize = hiddenSize, directConnection = false }: DialogueOptions,
): number {
  return contextSize + (directConnection ? hiddenSize : 0);
}

/**
 * Makes the layers, in a fixed order of draws.
 *
 * @param extra how much wider than what is seen of the dialogue the decoder's condition is: the size of a latent variable
 */
export function makeLayers(
  vocabSize: number,
  hiddenSize: number,
  options: DialogueOptions,
  extra = 0,
): DialogueLayers {
  const { rng, embeddingSize = hiddenSize, contextSize = hiddenSize } = options;
  const condition = seenSize(hiddenSize, options) + extra;
  return {
    embedding: new Embedding(vocabSize, embeddingSize, { rng }),
    encoder: new Gru(embeddingSize, hiddenSize, { rng }),
    context: new Gru(hiddenSize, contextSize, { rng }),
    begin: new Linear(condition, hiddenSize, { rng, activation: 'tanh' }),
    decoder: new Gru(embeddingSize + condition, hiddenSize, { rng }),
    output: new Linear(hiddenSize, vocabSize, { rng }),
  };
}
