import type { Runtime } from '@dl/core';
import { digits } from '../../data/digits';
import { valuesOf } from '../../kit/lesson';
import { defineStudy } from '../../kit/study';
import { cutAndCompare } from '../digit-lines/cut-and-compare';
import { digitLines } from '../digit-lines/lesson';
import { RANGES } from '../digit-lines/parts';
import { readAll } from '../digit-lines/read';
import { BLANK } from '../digit-lines/reader';
import { errorsOf, heldLines } from '../digit-lines/score';

/** Columns between the images of digits, each with about 4 empty columns at its edges. */
const GAPS = {
  apart: { least: 0, most: 14 },
  close: { least: -8, most: -1 },
  over: { least: -16, most: -9 },
};

/** The lesson `digit-lines`: how many digits are read wrong where they stand apart, close, and over each other. */
export const study = defineStudy({
  full: { hidden: 64, steps: 2000, batch: 16, test: 1000 },
  quick: { hidden: 8, steps: 3, batch: 2, test: 5 },
  async run({ test, ...sizes }) {
    const run = await digitLines.start(valuesOf(digitLines, { ...sizes, test }), {
      ...{ seed: 1, runtime: {} as Runtime },
    });
    try {
      for await (const _ of run.run()) {
        // To the end.
      }
      const { reader } = run;
      const data = await digits();
      const plain = cutAndCompare(data.train, RANGES.train);
      const figures: Record<string, number | number[]> = { test };
      for (const [name, gap] of Object.entries(GAPS)) {
        const lines = heldLines(data, 'test', test, { gap });
        const found = await readAll(reader, lines, { beams: 1 });
        const [cut, own] = [errorsOf(lines.map(plain), lines), errorsOf(found, lines)];
        figures[name] = [cut.digits, own.digits];
        figures[`${name}-lines`] = [cut.lines, own.lines];
      }
      const lines = heldLines(data, 'test', test);
      const greedy = await readAll(reader, lines, { beams: 1 });
      const beams = await readAll(reader, lines, { beams: 10 });
      const frames = greedy.flatMap(({ classes }) => Array.from(classes));
      return {
        ...figures,
        decoding: [errorsOf(greedy, lines).digits, errorsOf(beams, lines).digits],
        blank: frames.filter((own) => own === BLANK).length / frames.length,
      };
    } finally {
      run.dispose();
    }
  },
});
