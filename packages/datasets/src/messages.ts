import type { Provenance } from './provenance';

/** What a program tells people, in two languages. */
export interface Messages {
  /** Each message in English and in Japanese; `{0}` stands for a name. */
  readonly pairs: readonly (readonly [english: string, japanese: string])[];
  readonly from: Provenance;
}
