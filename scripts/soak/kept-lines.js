import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * What a file has of earlier, interrupted soaks that were asked the same, and takes of this one: a line of JSON for each method.
 *
 * @template Found
 * @param {string | undefined} path nothing is kept without
 * @param {Readonly<Record<string, number>>} asked
 */
export function keptIn(path, asked) {
  const text = path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n').filter(Boolean);
  const all = lines.map((line) => JSON.parse(line));
  const isSame = (entry) => Object.entries(asked).every(([name, value]) => entry[name] === value);
  return {
    /** @returns {Found | undefined} what was found with a method */
    of: (method) => all.findLast((entry) => entry.method === method && isSame(entry)),
    /** Keeps what was found with a method, and gives it. */
    add(method, found) {
      if (path !== undefined) appendFileSync(path, `${JSON.stringify({ method, ...asked, ...found })}\n`);
      return found;
    },
  };
}
