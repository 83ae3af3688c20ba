import type { Asked, Task } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import type { Settings } from '../../settings/settings.ts';

/** What a comparison is asked, of settings and what they loaded. */
export function askedOfTask(
  settings: Settings,
  methods: readonly MethodEntry[],
  task: Task,
): Omit<Settings, 'methods'> & Asked {
  const options = Object.fromEntries(methods.map(({ name }) => [name, settings.options[name] ?? {}]));
  return { ...settings, methods, options, task };
}
