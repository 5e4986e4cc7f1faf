import {
  type Lesson,
  rangeOf,
  type Spec,
  type Specs,
  settingsFor,
  type Value,
  valuesOf,
} from '@dl/lessons';
import {
  choice,
  flag,
  integer,
  number,
  type OptionSpec,
  type OptionTable,
  text,
  UsageError,
} from '../command/option';

/** The options of a lesson: one a setting, in kebab-case, and a flag a preset. */
export function optionsOf({ settings, presets = {} }: Lesson): OptionTable {
  const offered = settingsFor(settings, 'terminal') as Specs;
  const own = Object.entries(offered).flatMap(([name, spec]) => {
    const chosen = Object.entries(presets).flatMap(([preset, { values }]) => {
      const value = values[name];
      return value === undefined ? [] : [`${preset}: ${value}`];
    });
    const defaults = spec.kind === 'flag' ? chosen : [`${spec.fallback}`, ...chosen];
    const option = optionOf(spec, (spec.hint ?? spec.label).en);
    const described = { ...option, defaultDescription: defaults.join(', ') };
    return [[kebab(name), defaults.length === 0 ? option : described] as const];
  });
  const flags = Object.entries(presets).map(([name, { about }]) => [name, flag(about.en)] as const);
  return Object.fromEntries([...own, ...flags]);
}

function optionOf(spec: Spec, describe: string): OptionSpec<unknown> {
  switch (spec.kind) {
    case 'flag':
      return flag(describe);
    case 'choice':
      return choice(
        describe,
        spec.options.map(({ value }) => value),
      );
    case 'text':
      return text(describe);
    case 'integer':
      return integer(describe, { low: spec.low, high: spec.high });
    case 'number': {
      const { low, high, whole } = rangeOf(spec);
      return whole ? integer(describe, { low, high }) : number(describe, { low, high });
    }
  }
}

/**
 * The settings that the options ask for: what is given, else what the preset says, else the default.
 *
 * @throws UsageError for two presets
 */
export function valuesFrom(
  lesson: Lesson,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Value>> {
  const asked = Object.keys(lesson.presets ?? {}).filter((name) => options[name] === true);
  if (asked.length > 1) {
    const flags = asked.map((name) => `--${name}`).join(' and ');
    throw new UsageError(`tour ${lesson.topic}: expected one of them, got ${flags}`);
  }
  const given = Object.keys(lesson.settings).flatMap((name) => {
    const value = options[kebab(name)];
    // A flag that is not there leaves a preset as it is.
    return value === undefined || value === false ? [] : [[name, value as Value] as const];
  });
  return valuesOf(lesson, Object.fromEntries(given) as never, asked[0]);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
