import { UsageError } from '@advtrain/compare';
import { nearest } from '@advtrain/core';
import { tasks } from '@advtrain/datasets';

/**
 * Says that there are no such data.
 *
 * @param flag what asked for them: `--data`.
 * @param name what was asked for.
 */
export function noSuchData(flag: string, name: string): UsageError {
  const near = nearest(name, ['reviews', 'spam', ...tasks.map((task) => task.name)]);
  return new UsageError(
    `${flag} is ${name}, but there is no such file, and it is neither reviews, nor spam, nor a task that advtrain tasks lists${near}.`,
  );
}
