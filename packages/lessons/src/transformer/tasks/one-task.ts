import type { Lesson } from '../../kit/lesson';
import type { Spec } from '../../kit/settings';
import { labelOf } from '../../kit/settings';
import { tasks } from './lesson';
import { PRESETS } from './presets';
import { SETTINGS, type TaskName } from './settings';
import type { TasksRun } from './tasks-run';

/** Settings that only modular addition has, and those that it has not. */
const MODULAR = ['modulus', 'share'];
const OTHERS = ['longest', 'test'];

/** The lesson with one of its tasks chosen: its settings begin as that task's, and those that it does not have are not offered. */
export function oneTask(name: TaskName): Lesson<typeof SETTINGS, TasksRun> {
  const { about, values } = PRESETS[name];
  const without = ['problem', ...(name === 'modular' ? OTHERS : MODULAR)];
  const own: Readonly<Record<string, unknown>> = values;
  const settings = Object.entries<Spec>(SETTINGS).map(([key, spec]) => {
    const begun = { ...spec, fallback: own[key] ?? spec.fallback };
    return [key, without.includes(key) ? { ...begun, only: 'page' } : begun];
  });
  const label = labelOf(SETTINGS.problem, name);
  return {
    ...tasks,
    id: name,
    title: { en: `${tasks.title.en} Here: ${label.en}`, ja: `${tasks.title.ja} — ${label.ja}` },
    summary: about,
    settings: Object.fromEntries(settings) as typeof SETTINGS,
    presets: {},
  } as Lesson<typeof SETTINGS, TasksRun>;
}
