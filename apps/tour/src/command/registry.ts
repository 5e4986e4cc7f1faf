import { readdir } from 'node:fs/promises';
import course from '../../../../topics.json';
import type { Topic } from './topic';

/** What runs when no topic is named. */
export const DEFAULT_TOPIC = 'rnn';

/**
 * All topics by name, in the order of the course: the files of `topics/`, each with an export `topic`. A new file is a new
 * topic.
 *
 * @param folder where they lie, a file URL that ends with a slash
 * @throws Error for a file that is no topic of topics.json, or has no export `topic`
 */
export async function findTopics(folder: URL): Promise<ReadonlyMap<string, Topic>> {
  const files = (await readdir(folder)).filter((file) => /^[a-z0-9-]+\.(js|ts)$/.test(file));
  const topics = new Map<string, Topic>();
  const placed = files.map((file) => ({ file, place: placeOf(file) }));
  for (const { file } of placed.sort((a, b) => a.place - b.place)) {
    const module = (await import(/* @vite-ignore */ new URL(file, folder).href)) as {
      topic?: Topic;
    };
    if (module.topic === undefined) {
      throw new Error(`topics/${file}: expected an export named topic, got none`);
    }
    topics.set(nameOf(file), module.topic);
  }
  return topics;
}

function nameOf(file: string): string {
  return file.replace(/\.\w+$/, '');
}

function placeOf(file: string): number {
  const place = Object.keys(course).indexOf(nameOf(file));
  if (place >= 0) return place;
  throw new Error(`topics/${file}: expected a topic of topics.json, got none`);
}
