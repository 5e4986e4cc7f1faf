import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { standingPages } from '../../tools/topics.mjs';

const FOLDER = path.join(import.meta.dirname, 'src/generated');

/**
 * Writes what each page of `topics.json` needs: `src/generated/workers/TOPIC/LESSON.ts`, a worker that runs the lesson which
 * the page shows, and `src/generated/lessons/TOPIC/LESSON.ts`, that lesson. A file each, since Vite makes a bundle of its own
 * of each: a page loads no other page's networks.
 */
export function topicWorkers(): Plugin {
  return {
    name: 'topic-workers',
    config() {
      rmSync(FOLDER, { recursive: true, force: true });
      for (const page of standingPages()) {
        const lesson = `${page.topic}/${page.lesson}`;
        write(`workers/${lesson}.ts`, workerOf(lesson));
        write(`lessons/${lesson}.ts`, `export * from '@dl/lessons/${lesson}/lesson';\n`);
      }
    },
  };
}

function write(name: string, text: string): void {
  const file = path.join(FOLDER, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** With what it loads when it starts imported: a worker of one file is smaller than of two. */
function workerOf(lesson: string): string {
  return `import * as lessons from '@dl/lessons/${lesson}/lesson';
import { start } from '@dl/lessons/${lesson}/run';
import { serve } from '../../../kit/worker/serve';

serve(Object.values(lessons)[0] as never, start as never);
`;
}
