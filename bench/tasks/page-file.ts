import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from '@advtrain/core';

/** What stands below this line of a page is written by hand, and stays when the page is made anew. */
export const handwritten = '<!-- by hand from here on -->';

/** Writes a page that a program made, whole or not at all, and keeps what stands below {@link handwritten} in the old one. */
export async function writePage(path: string, made: string): Promise<void> {
  const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const from = old.indexOf(handwritten);
  await writeFileAtomically(path, [from < 0 ? made : `${made.trimEnd()}\n\n${old.slice(from)}`]);
}
