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
 */
export async function findTopics(folder: URL): Promise<ReadonlyMap<string, Topic>> {
  const files = (await readdir(folder)).filter((file) => /^[a-z0-9-]+\.(js|ts)$/.test(file));
  const topics = new Map<string, Topic>();
  for (const file of files.sort((a, b) => placeOf(a) - placeOf(b))) {
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
  return Object.keys(course).indexOf(nameOf(file));
}
