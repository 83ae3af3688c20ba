// The rule `advtrain/circles`: no file imports itself by way of others, not even for types. Published rules do not see
// both kinds: import-x's `no-cycle` leaves `import type` out, and madge and dependency-cruiser are no ESLint rules.

import { readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';

export const circles = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    Program(node) {
      const file = context.filename;
      const circle = shortestCircle(file, importsIn(context.sourceCode.text, file));
      if (!circle) return;
      const names = circle.map((each) => relative(dirname(file), each)).join(' → ');
      context.report({ node, message: `A circle of imports: ${names}. Move what they share to a file of its own.` });
    },
  }),
};

/** The files from `file` back to itself, or undefined if none of what it imports leads back. Breadth first. */
function shortestCircle(file, imported) {
  const cameFrom = new Map();
  let reached = [{ from: file, imports: imported }];
  while (reached.length) {
    const next = [];
    for (const { from, imports } of reached) {
      if (imports.includes(file)) return [...wayTo(from, cameFrom), file];
      for (const each of imports) {
        if (cameFrom.has(each)) continue;
        cameFrom.set(each, from);
        next.push({ from: each, imports: importsOf(each) });
      }
    }
    reached = next;
  }
  return undefined;
}

function wayTo(file, cameFrom) {
  const before = cameFrom.get(file);
  return before === undefined ? [file] : [...wayTo(before, cameFrom), file];
}

const known = new Map();

/** The files that a file imports, as long as it is what it was when it was last read. */
function importsOf(file) {
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return [];
  if (known.get(file)?.changed !== changed)
    known.set(file, { changed, imports: importsIn(readFileSync(file, 'utf8'), file) });
  return known.get(file).imports;
}

/** The files that a text imports of its own package, in any way: values, types, re-exports, at run time. */
function importsIn(text, file) {
  const named = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  return named.filter((name) => name.startsWith('.')).map((name) => resolve(dirname(file), name));
}
