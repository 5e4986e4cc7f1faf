import { percent } from '@dl/lessons';
import { dialogue } from '@dl/lessons/seq2seq/dialogue/lesson';
import type { DialogueRun } from '@dl/lessons/seq2seq/dialogue/run';
import { digitLines } from '@dl/lessons/seq2seq/digit-lines/lesson';
import type { LineRun } from '@dl/lessons/seq2seq/digit-lines/run';
import { inkOfText, HIGH as LINE_HIGH } from '@dl/lessons/seq2seq/digit-lines/view';
import { latent } from '@dl/lessons/seq2seq/latent/lesson';
import type { LatentRun } from '@dl/lessons/seq2seq/latent/run';
import { sideBySide, textSizeOf } from '@dl/lessons/seq2seq/latent/side-by-side';
import type { Digits, LatentPictures } from '@dl/lessons/seq2seq/latent/view';
import { phonemes } from '@dl/lessons/seq2seq/phonemes/lesson';
import type { PhonemeRun } from '@dl/lessons/seq2seq/phonemes/run';
import { translation } from '@dl/lessons/seq2seq/translation/lesson';
import type { TranslationRun } from '@dl/lessons/seq2seq/translation/run';
import { heatMapLines, type Screen } from '@dl/report';
import type { Topic } from '../command/topic';
import { type LessonView, taskOf } from '../lesson/run-lesson';

/** How the word that was asked for is said, where the network looked, and how it says words that it has never seen. */
const phonemesView: LessonView<PhonemeRun> = {
  async onEnd(run, screen) {
    const { word, ways, attention, samples } = await run.view();
    screen.title(`How “${word}” is said`);
    for (const { phonemes, probability } of ways) {
      screen.line(`${percent(probability).padStart(6)}  ${phonemes.join(' ')}`);
    }
    const [best] = ways;
    if (attention && best) {
      screen.title('Where it looked: a row is a sound, a column a letter');
      const rows = [...best.phonemes, '(end)'];
      const named = { rows, columns: [...word], values: attention.weights };
      for (const line of heatMapLines(named, { columns: screen.columns })) screen.line(line);
    }
    screen.title('Words that it has never seen');
    for (const { word, said, right } of samples) {
      screen.line(`${right ? '✓' : '✗'} ${word}: ${said}`);
    }
  },
};

/** Sentences that it has never seen, with what a person and what the network made of them. */
const translationView: LessonView<TranslationRun> = {
  async onEnd(run, screen) {
    const { sentences } = await run.view();
    screen.title('Sentences that it has never seen');
    for (const { source, reference, translation } of sentences) {
      screen.line(`  ${source}`);
      screen.line(`= ${reference}`);
      screen.line(`→ ${translation}`);
      screen.line('');
    }
  },
};

/** What each model answers to the same dialogue. */
const dialogueView: LessonView<DialogueRun> = {
  async onEnd(run, screen) {
    const { context, truth, replies } = await run.answers();
    if (context.length === 0) return;
    screen.title('The same dialogue, answered by each');
    context.forEach((text, i) => {
      screen.line(`${i % 2 === 0 ? 'user' : 'system'}: ${text}`);
    });
    screen.line(`in truth: ${truth}`);
    for (const [name, { likeliest, drawn }] of Object.entries(replies)) {
      screen.line('');
      screen.line(`${run.names[name as keyof typeof run.names].en}: ${likeliest}`);
      for (const text of drawn) screen.line(`  drawn: ${text}`);
    }
  },
};

/** Digits side by side under a title, as many as there is room for, evenly out of all. */
function drawDigits(
  screen: Screen,
  { count, side }: LatentPictures,
  title: string,
  digits: Digits,
): void {
  const { wide, high } = textSizeOf(side);
  const room = Math.max(1, Math.min(count, Math.floor((screen.columns - 1) / (wide + 1))));
  const last = (count - 1) / Math.max(1, room - 1);
  const values = sideBySide(
    digits,
    side,
    Array.from({ length: room }, (_, i) => Math.round(i * last)),
  );
  const rows = Array.from({ length: high }, () => '');
  const columns = Array.from({ length: values.length / high }, () => '');
  screen.title(title);
  for (const line of heatMapLines({ rows, columns, values }, { columns: screen.columns }).slice(
    1,
  )) {
    screen.line(line);
  }
}

/** Real digits, what both make of them, and what they make up. */
const latentView: LessonView<LatentRun> = {
  async onEnd(run, screen) {
    const pictures = await run.pictures();
    const { real, reconstructed, sampled, between } = pictures;
    const draw = (title: string, digits: Digits) => drawDigits(screen, pictures, title, digits);
    draw('Digits that neither has seen', real);
    draw('The same out of their codes: VAE', reconstructed.vae);
    draw('The same out of their codes: plain autoencoder', reconstructed.autoencoder);
    draw('Made from random codes: VAE', sampled.vae);
    draw('Made from the same codes: plain autoencoder', sampled.autoencoder);
    draw('On the way from one digit to another: VAE', between);
  },
};

/** A line that it has never seen, what it says of each frame above it, and what that spells. */
const linesView: LessonView<LineRun> = {
  async onEnd(run, screen) {
    const { line, classes, read } = await run.view();
    screen.title('A held-out line, and above it the digit that is read at each frame');
    const columns = Array.from(classes, (own) => (own < 10 ? String(own) : ' '));
    const rows = Array.from({ length: LINE_HIGH }, () => '');
    const drawn = { rows, columns, values: inkOfText(line) };
    for (const text of heatMapLines(drawn, { columns: screen.columns })) screen.line(text);
    screen.line(`read: ${read.join(' ')}   in truth: ${line.digits.join(' ')}`);
  },
};

/** From one sequence to another. */
export const topic: Topic = {
  description: 'an encoder reads, a decoder writes: sounds of words, translations, dialogues',
  tasks: {
    [phonemes.id]: taskOf(phonemes, phonemesView),
    [translation.id]: taskOf(translation, translationView),
    [dialogue.id]: taskOf(dialogue, dialogueView),
    [latent.id]: taskOf(latent, latentView),
    [digitLines.id]: taskOf(digitLines, linesView),
  },
};
