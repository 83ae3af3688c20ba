import { escape } from './escape.ts';
import { style } from './style.ts';

/** What a page has. */
export interface DocumentOptions {
  readonly title: string;
  /** What stands under the title, in one line. */
  readonly about: string;
  /** Parts of the body, as HTML. */
  readonly body: readonly string[];
  /** CSS beside that of all pages. Default: none. */
  readonly style?: string;
}

// Whatever a name or a text holds, the page loads nothing and runs nothing.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * A whole HTML page that needs nothing else: no script, no network, no font.
 *
 * @param parts the title, the line below it, the body, and further CSS.
 */
export function documentHtml({ title, about, body, style: own = '' }: DocumentOptions): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>advtrain: ${escape(title)}</title>`,
    `<style>${style}${own}</style></head><body>`,
    `<h1>${escape(title)}</h1>`,
    `<p class="faint">${escape(about)}</p>`,
    ...body.filter((part) => part !== ''),
    '</body></html>\n',
  ].join('\n');
}

/**
 * Sentences as a list; `''` without one.
 *
 * @param name the class of its element.
 * @param items sentences; they are escaped.
 */
export function listHtml(name: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<ul class="${name}">${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}
