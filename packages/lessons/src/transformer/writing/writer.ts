import type { Rng } from '@dl/core';
import type { Vocabulary } from '@dl/text';
import type { Gpt } from '@dl/transformer';
import { readPrompt } from './letters';
import type { WritingValues } from './settings';
import type { Passage } from './view';
import { writeOn } from './write-on';

/** Letters of a passage, those that are written between two pictures, and at once where somebody has asked for something else. */
const LENGTH = 240;
const EACH = 8;
const FIRST = 80;

type Asked = Pick<WritingValues, 'prompt' | 'temperature' | 'topP'>;

/** Writes while the network trains, a few letters each time: a passage, then another from the same prompt. It draws from a generator of its own. */
export class Writer {
  readonly #gpt: Gpt;
  readonly #vocabulary: Vocabulary;
  readonly #rng: Rng;
  #asked: Asked;
  #ids: number[] = [];
  #written = '';
  #step = 0;
  #passages = 0;
  #due = FIRST;
  #before: Passage | undefined;

  constructor(gpt: Gpt, vocabulary: Vocabulary, { rng, asked }: { rng: Rng; asked: Asked }) {
    this.#gpt = gpt;
    this.#vocabulary = vocabulary;
    this.#rng = rng;
    this.#asked = asked;
  }

  /** Begins anew where the prompt or how letters are drawn has changed. */
  ask(asked: Asked): void {
    const { prompt, temperature, topP } = this.#asked;
    const isSame =
      asked.prompt === prompt && asked.temperature === temperature && asked.topP === topP;
    this.#asked = asked;
    if (isSame) return;
    this.#ids = [];
    this.#before = undefined;
    this.#due = FIRST;
  }

  /** Writes on, as the network is behind `step` steps; gives the passage so far, and the one before it. */
  async on(step: number): Promise<{ passage: Passage; before: Passage | undefined }> {
    if (this.#ids.length === 0) this.#begin(step);
    else if (this.#written.length >= LENGTH) {
      this.#before = this.#passage();
      this.#begin(step);
    }
    const { temperature, topP } = this.#asked;
    const rng = this.#rng.fold(`passage ${this.#passages}`).fold(`letter ${this.#written.length}`);
    const told = { count: this.#due, rng, temperature, topP };
    this.#due = EACH;
    for await (const id of writeOn(this.#gpt, this.#ids, told)) {
      this.#ids.push(id);
      this.#written += this.#vocabulary.decode([id]);
    }
    return { passage: this.#passage(), before: this.#before };
  }

  #begin(step: number): void {
    this.#ids = readPrompt(this.#vocabulary, this.#asked.prompt).ids;
    this.#written = '';
    this.#step = step;
    this.#passages++;
  }

  #passage(): Passage {
    return { step: this.#step, prompt: this.#asked.prompt, written: this.#written };
  }
}
