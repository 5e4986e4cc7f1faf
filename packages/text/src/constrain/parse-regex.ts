import { expected } from '@dl/core/check';
import {
  choice,
  complement,
  type Expression,
  type PointRange,
  repeat,
  sequence,
  set,
} from './expression';
import { LINE_ENDS, readEscape } from './regex-escapes';

/** One of the alternatives that a pattern is made of, and whether it says where a text begins and ends. */
export interface Alternative {
  readonly expression: Expression;
  readonly isFromStart: boolean;
  readonly isToEnd: boolean;
}

/** The most that a count may be: each repetition is a state. */
const MOST = 10_000;
/** Groups within groups. */
const DEEPEST = 200;

/**
 * Reads a regular expression of JavaScript: its top-level alternatives. Characters are code points, as with the flag `u`. Known are
 * literals, `.`, classes, `\d \w \s` and their opposites, escapes of characters, groups, `|`, `? * + {m,n}`, also lazy, which is the same
 * where a whole text is matched, and `^` and `$` at the ends of an alternative.
 *
 * @throws RangeError for look-around, back references, word boundaries, Unicode properties and flags other than `s` and `u`, by name
 */
export function parseRegex(where: string, pattern: RegExp | string): Alternative[] {
  const isText = typeof pattern === 'string';
  if (!isText && Object.prototype.toString.call(pattern) !== '[object RegExp]') {
    throw new TypeError(
      expected(`${where}: pattern`, 'a regular expression or its source', pattern),
    );
  }
  const flags = isText ? 'u' : pattern.flags;
  for (const flag of flags) {
    if (flag === 'u' || flag === 's') continue;
    throw new RangeError(expected(`${where}: pattern`, 'no flag but s and u', flag));
  }
  return new RegexParser(
    where,
    isText ? pattern : pattern.source,
    flags.includes('s'),
  ).alternatives();
}

class RegexParser {
  readonly #where: string;
  readonly #source: string;
  readonly #dot: readonly PointRange[];
  #at = 0;
  #depth = 0;

  constructor(where: string, source: string, isDotAll: boolean) {
    this.#where = where;
    this.#source = source;
    this.#dot = complement(isDotAll ? [] : LINE_ENDS);
  }

  alternatives(): Alternative[] {
    const found: Alternative[] = [];
    do {
      const isFromStart = this.#takes('^');
      const parts = this.#terms();
      const isToEnd = this.#takes('$');
      if (this.#peek() !== '|' && this.#at < this.#source.length) {
        this.#refuse(
          this.#peek() === ')' ? 'a group that is open' : '^ and $ only around an alternative',
        );
      }
      found.push({ expression: sequence(...parts), isFromStart, isToEnd });
    } while (this.#takes('|'));
    return found;
  }

  #terms(): Expression[] {
    const parts: Expression[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === undefined || next === '|' || next === ')' || next === '$') return parts;
      parts.push(this.#quantified(this.#atom()));
    }
  }

  #atom(): Expression {
    const source = this.#source;
    const next = String.fromCodePoint(source.codePointAt(this.#at) as number);
    if (next === '(') return this.#group();
    if (next === '[') return this.#class();
    if (next === '\\') {
      const { ranges, end } = readEscape(source, this.#at, false, this.#refuse);
      this.#at = end;
      return set(...ranges);
    }
    if (/[*+?{]/.test(next)) this.#refuse(`something to repeat before ${next}`);
    if (/[\]}]/.test(next)) this.#refuse(`\\${next} for a ${next} alone`);
    if (next === '^') this.#refuse('^ and $ only around an alternative');
    this.#at += next.length;
    if (next === '.') return set(...this.#dot);
    const point = next.codePointAt(0) as number;
    return set([point, point]);
  }

  #group(): Expression {
    const opening = /^\((?:\?(?::|<[A-Za-z_$][\w$]*>))?/.exec(
      this.#source.slice(this.#at),
    )?.[0] as string;
    const rest = this.#source.slice(this.#at, this.#at + 4);
    if (opening === '(' && rest[1] === '?') {
      const isLook = /^\(\?(?:<?[=!])/.test(rest);
      this.#refuse(
        isLook
          ? `no look-around, got ${rest.slice(0, rest[2] === '<' ? 4 : 3)}`
          : `(?: or (?<name>, got ${rest}`,
      );
    }
    if (++this.#depth > DEEPEST) this.#refuse(`at most ${DEEPEST} groups within each other`);
    this.#at += opening.length;
    const parts: Expression[] = [];
    do parts.push(sequence(...this.#terms()));
    while (this.#takes('|'));
    if (this.#peek() === '$') this.#refuse('^ and $ only around an alternative');
    if (!this.#takes(')')) this.#refuse('a ) at the end of a group');
    this.#depth--;
    return choice(...parts);
  }

  #class(): Expression {
    this.#at++;
    const isNot = this.#takes('^');
    const ranges: PointRange[] = [];
    while (!this.#takes(']')) {
      const first = this.#member();
      if (this.#peek() !== '-' || this.#source[this.#at + 1] === ']') {
        ranges.push(...first);
        continue;
      }
      this.#at++;
      const last = this.#member();
      const [from, to] = [first[0]?.[0] as number, last[0]?.[1] as number];
      const isPair = [first, last].every((own) => own.length === 1 && own[0]?.[0] === own[0]?.[1]);
      if (!isPair || from > to) this.#refuse('a range from one character to a later one');
      ranges.push([from, to]);
    }
    return set(...(isNot ? complement(ranges) : ranges));
  }

  #member(): readonly PointRange[] {
    const point = this.#source.codePointAt(this.#at);
    if (point === undefined) this.#refuse('a ] at the end of a class');
    if (point === 92) {
      const { ranges, end } = readEscape(this.#source, this.#at, true, this.#refuse);
      this.#at = end;
      return ranges;
    }
    this.#at += (point as number) > 0xffff ? 2 : 1;
    return [[point as number, point as number]];
  }

  #quantified(part: Expression): Expression {
    const found = /^(?:[?*+]|\{(\d+)(,(\d*))?\})/.exec(this.#source.slice(this.#at));
    if (found === null) {
      if (this.#peek() === '{') this.#refuse('a count such as {2,3}, or \\{');
      return part;
    }
    const [whole, least, comma, most] = found;
    const min = least === undefined ? Number(whole === '+') : Number(least);
    let max = whole === '?' ? 1 : Infinity;
    if (least !== undefined && comma === undefined) max = min;
    if (most !== undefined && most !== '') max = Number(most);
    if (min > max) this.#refuse('a count whose first number is not above the second');
    if (min > MOST || (max > MOST && max < Infinity)) this.#refuse(`counts of at most ${MOST}`);
    this.#at += whole.length;
    this.#takes('?');
    return repeat(part, min, max);
  }

  #peek(): string | undefined {
    return this.#source[this.#at];
  }

  #takes(character: string): boolean {
    const takes = this.#peek() === character;
    if (takes) this.#at++;
    return takes;
  }

  readonly #refuse = (what: string, at = this.#at): never => {
    const place = `${this.#where}: pattern, at ${at}`;
    const rest = this.#source.slice(at, at + 12);
    throw new RangeError(
      `${place}: expected ${what}${what.includes(', got ') ? '' : `, got "${rest}"`}`,
    );
  };
}
