import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * The links of a built site, to its own pages or to places within them, that lead nowhere.
 *
 * @param {string} site its folder
 * @param {string} base the address that the folder is served at, with a slash at its end
 */
export function strayLinks(site, base) {
  const pages = new Map(htmlIn(site).map((path) => [path, readFileSync(path, 'utf8')]));
  const places = new Map([...pages].map(([path, text]) => [path, idsIn(text)]));
  const stray = [];
  for (const [path, text] of pages) {
    for (const link of linksIn(text)) {
      const [target, place = ''] = link.split('#');
      const to = target === '' ? path : pageAt(fileOf(target, path, { site, base }));
      const isThere = place === '' || places.get(to)?.has(decodeURIComponent(place));
      if (to === undefined || !isThere) stray.push({ page: relative(site, path), link });
    }
  }
  return stray;
}

/** The file that a link leads to, without its ending; undefined outside what is served. */
function fileOf(target, page, { site, base }) {
  if (!target.startsWith('/')) return join(dirname(page), target);
  if (`${target}/` === base) return site;
  return target.startsWith(base) ? join(site, target.slice(base.length)) : undefined;
}

function htmlIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return htmlIn(path);
    return entry.name.endsWith('.html') ? [path] : [];
  });
}

function idsIn(text) {
  return new Set([...text.matchAll(/\bid="([^"]+)"/g)].map((match) => unescaped(match[1])));
}

function linksIn(text) {
  const found = [...text.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)].map((match) => unescaped(match[1]));
  return found.filter((link) => !/^[a-z]+:/.test(link)).map((link) => link.split('?')[0]);
}

/** The file that a server gives for an address without its ending. */
function pageAt(path) {
  if (path === undefined) return undefined;
  const files = [path, `${path}.html`, join(path, 'index.html')];
  return files.find((file) => existsSync(file) && statSync(file).isFile());
}

function unescaped(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
