import { glueTasks } from '../catalogue/glue.ts';

/** Training examples of a task of GLUE. */
export function trainingRows(task: string): number {
  return glueTasks.find(({ name }) => name === task)?.splits['train']?.rows ?? 0;
}
