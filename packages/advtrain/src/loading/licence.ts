import { tasks } from '@advtrain/datasets';

/** What data may be used for, by the name of their task; `undefined` of files and where none is stated. */
export function licenceOf(data: string | undefined): string | undefined {
  const name = data === 'spam' ? 'spam-assassin' : data;
  const found = tasks.find((task) => task.name === name);
  return found === undefined || found.licence === 'none stated' ? undefined : found.licence;
}
