import type { Text } from '@dl/lessons';

/** What `topics.json` says of a page, and where it is. */
export interface TopicPage {
  readonly topic: string;
  /** Its address behind `#/`: `seq2seq`, `seq2seq/dialogue`. */
  readonly address: string;
  /** The name of its HTML file and its picture: `seq2seq-dialogue`. */
  readonly file: string;
  readonly title: Text;
  /** What one sees there, in a sentence. */
  readonly summary: Text;
  /** The lesson that it shows. */
  readonly lesson: string;
  /** The chapter that it belongs to: `/chapters/rnn.html`. */
  readonly chapter?: string;
}

/** Those of the topics that are there: `topic-pages.ts`. */
declare const __PAGES__: readonly TopicPage[];

/** All pages, in the order of the course. */
export const pages = __PAGES__;

/** The first page of each topic. */
export const topics = pages.filter(({ topic, address }) => topic === address);
