/**
 * Figures that the course has measured: `packages/lessons/figures/ID.json`, one a study. A chapter says `@{ID name format}`
 * where a number of them belongs, and both languages get the same.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the records lie, below the repository's root. */
export const FIGURES = 'packages/lessons/figures';

/**
 * What is recorded of a study.
 *
 * @typedef {object} FigureRecord
 * @property {string} id
 * @property {string} date ISO 8601, UTC
 * @property {string} commit what was checked out; `+` follows if files were changed
 * @property {string} node
 * @property {{ cpu: string, cores: number, os: string } | null} machine
 * @property {string} command
 * @property {object} sizes what the study ran with
 * @property {string} made a fingerprint of the sources that made it
 * @property {Record<string, number | number[]>} values
 * @property {Record<string, number | number[]>} quick what the study gave with its quick sizes, for `--confirm`
 */

/** The files of all studies by id, relative to `root`. @returns {Record<string, string>} */
export function studyFiles(root = ROOT) {
  const sources = 'packages/lessons/src';
  const files = readdirSync(path.join(root, sources), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /^[^/]+\/studies\/[^/]+\.ts$/.test(file));
  return Object.fromEntries(
    files.sort().map((file) => [path.basename(file, '.ts'), `${sources}/${file}`]),
  );
}

/** All records by id. @returns {Record<string, FigureRecord>} */
export function readFigures(root = ROOT) {
  const folder = path.join(root, FIGURES);
  const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.json')) : [];
  return Object.fromEntries(
    files.map((file) => {
      const record = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      return [record.id, record];
    }),
  );
}

/**
 * What made the figures of a study, in one word: its file and all that it imports of the lessons, put together, without
 * comments, types and line breaks. Packages that it imports are not in it.
 */
export async function fingerprint(file, root = ROOT) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path.join(root, file)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    tsconfigRaw: '{}',
    logLevel: 'silent',
  });
  return createHash('sha256').update(outputFiles[0].text).digest('hex').slice(0, 16);
}

const PLACE = /@\{([a-z0-9-]+) ([\w-]+)(?:\.(\d+))?(?: ([.%^~]\d,?))?\}/g;

/**
 * `text` with the figures in it. A name of a list gives so many cells of a table, `name.0` the first of them. Formats: `.2`
 * two decimals, `%1` percent, `^1` a power of ten by its exponent, `~1` the same as a number; `%1,` a list in one cell.
 * `date`, `node` and `commit` of a record are there too.
 *
 * @param {string} text
 * @param {Record<string, FigureRecord>} figures
 * @throws Error for a figure that is not there, and for what looks like one and is none
 */
export function fillFigures(text, figures) {
  const filled = text.replace(PLACE, (whole, id, name, index, format) => {
    const record = figures[id];
    if (record === undefined) throw missing(whole, `one of ${Object.keys(figures).join(', ')}`, id);
    if (name === 'date') return record.date.slice(0, 10);
    if (name === 'node') return record.node.replace(/^v(\d+).*/, '$1');
    if (name === 'commit') return record.commit;
    const value = record.values[name];
    const names = Object.keys(record.values).join(', ');
    if (value === undefined) throw missing(whole, `one of ${names}`, name);
    const chosen = index === undefined ? value : value[Number(index)];
    if (chosen === undefined) throw missing(whole, 'a number of the list', index);
    return [chosen]
      .flat()
      .map((number) => formatted(number, format))
      .join(format?.endsWith(',') ? ', ' : ' | ');
  });
  const [left] = /@\{[^}]*\}?/.exec(filled) ?? [];
  if (left) throw missing(left, '@{ID name format}', left);
  return filled;
}

function missing(where, expected, got) {
  return new Error(`figures: ${where}: expected ${expected}, got ${got}`);
}

function formatted(value, format = '.0') {
  const digits = Number(format[1]);
  if (format[0] === '%') return `${(100 * value).toFixed(digits)}%`;
  if (format[0] === '^') return `$10^{${value.toFixed(digits)}}$`;
  const number = format[0] === '~' ? 10 ** value : value;
  return number.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** What is out of date: studies without a record or with one of other sources, and records without a study. */
export async function staleFigures(root = ROOT) {
  const [files, records] = [studyFiles(root), readFigures(root)];
  const problems = [];
  for (const [id, file] of Object.entries(files)) {
    const made = await fingerprint(file, root);
    if (records[id] === undefined) {
      problems.push(`${FIGURES}/${id}.json: expected a record: pnpm lessons --record ${id}`);
    } else if (records[id].made !== made) {
      problems.push(
        `${FIGURES}/${id}.json: expected figures of the sources as they are (${made}), got those of ${records[id].made}. ` +
          `If the change can move a number: pnpm lessons --record ${id}. If it cannot (a name, a text, a move): ` +
          `pnpm lessons --confirm ${id} runs the study in small, and keeps the figures if that gives what it gave`,
      );
    }
  }
  for (const id of Object.keys(records)) {
    if (files[id] === undefined) problems.push(`${FIGURES}/${id}.json: expected a study, got none`);
  }
  return problems;
}
