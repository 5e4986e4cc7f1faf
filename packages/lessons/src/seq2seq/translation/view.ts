/** Held-out sentences, each with what a person made of it, and what the network makes of it now. */
export interface TranslationView {
  readonly sentences: readonly {
    readonly source: string;
    readonly reference: string;
    readonly translation: string;
  }[];
}
