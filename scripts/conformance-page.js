// docs/conformance.md is put together from sections that scripts make; each stands between two marks.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts a section into the page in place of the one of the same name, or at its end. */
export function withSection(root, name, text) {
  const path = join(root, 'docs', 'conformance.md');
  const begin = `<!-- ${name}: begin -->`;
  const end = `<!-- ${name}: end -->`;
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '# Conformance\n';
  const section = `${begin}\n\n${text.trim()}\n\n${end}`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  const made =
    from < 0 ? `${page.trimEnd()}\n\n${section}\n` : page.slice(0, from) + section + page.slice(to + end.length);
  writeFileSync(`${path}.part`, made);
  renameSync(`${path}.part`, path);
}
