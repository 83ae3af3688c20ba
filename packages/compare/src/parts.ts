import { needed, thing } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import type { Task } from './task/task.ts';
import { usable } from './usable.ts';

/** A task, awaited. */
export const aTask = needed(thing('a task, as `await textTask(…)` gives it', 'info', 'train', 'sets', 'model'));

/** Methods' entries. */
export const entries = needed(
  thing("an array of methods' entries, such as freelbEntry of @advtrain/freelb", 'length', 'map'),
);

const anEntry = thing("a method's entry, such as freelbEntry of @advtrain/freelb", 'title', 'options', 'plugins');

/**
 * Refuses what is no task, and methods that are no entries.
 *
 * @param where what was given them.
 * @param parts the task and the methods.
 */
export function checkParts(
  where: string,
  { task, methods }: { readonly task: Task; readonly methods: readonly MethodEntry[] },
): void {
  usable(where, { task, methods }, { task: aTask, methods: entries });
  usable(
    where,
    Object.fromEntries(methods.map((method, place) => [`methods.${place}`, method])),
    Object.fromEntries(methods.map((_, place) => [`methods.${place}`, needed(anEntry)])),
  );
}
