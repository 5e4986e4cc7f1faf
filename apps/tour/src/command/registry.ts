import { readdir } from 'node:fs/promises';
import type { Topic } from './topic';

/** What runs when no topic is named. */
export const DEFAULT_TOPIC = 'rnn';

/**
 * All topics by name: the files of `topics/`, each with an export `topic`. A new file is a new topic.
 *
 * @param folder where they lie, a file URL that ends with a slash
 */
export async function findTopics(folder: URL): Promise<ReadonlyMap<string, Topic>> {
  const files = (await readdir(folder)).filter((file) => /^[a-z0-9-]+\.(js|ts)$/.test(file)).sort();
  const topics = new Map<string, Topic>();
  for (const file of files) {
    const module = (await import(/* @vite-ignore */ new URL(file, folder).href)) as {
      topic?: Topic;
    };
    if (module.topic === undefined) {
      throw new Error(`topics/${file}: expected an export named topic, got none`);
    }
    topics.set(file.replace(/\.\w+$/, ''), module.topic);
  }
  return topics;
}
