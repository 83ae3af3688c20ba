import { nearest } from '@advtrain/core';

/**
 * Says that something names a method that takes no part, so that it could change nothing.
 *
 * @param where what names it, such as `--set`.
 * @param name the method that takes no part.
 * @param among what says which take part, such as `--methods`.
 * @param names those that do.
 */
export function takesNoPart(where: string, name: string, among: string, names: readonly string[]): string {
  return `${where} names ${name}, which is not among ${among} (${names.join(', ')}): add it, or leave it out${nearest(name, names)}.`;
}
