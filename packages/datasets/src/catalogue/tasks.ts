import { recipes } from '../recipes/index.ts';
import type { Task } from '../tasks/task.ts';
import { advGlueTasks } from './advglue.ts';
import { glueTasks } from './glue.ts';
import { imageTasks } from './image-tasks.ts';
import { packagedTasks } from './packaged-tasks.ts';
import { questionTasks } from './question-tasks.ts';

/** Every task there is, in the order of its name's first part. */
export const tasks: readonly Task[] = [
  ...glueTasks,
  ...advGlueTasks,
  ...questionTasks,
  ...packagedTasks,
  ...imageTasks,
].map((entry) => ({ ...entry, recipes: recipes.filter(({ task }) => task === entry.name) }));

/**
 * The task of that name: `glue/rte`. Throws one sentence that lists all names where there is none.
 *
 * @param name as the catalogue has it.
 */
export function task(name: string): Task {
  const found = tasks.find((each) => each.name === name);
  if (found) return found;
  throw new Error(`There is no task "${name}": it must be one of ${tasks.map((each) => each.name).join(', ')}.`);
}
