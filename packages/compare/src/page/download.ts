import { Buffer } from 'node:buffer';
import { escape } from './escape.ts';

const kinds = {
  csv: { type: 'text/csv;charset=utf-8', name: 'CSV' },
  tex: { type: 'application/x-tex;charset=utf-8', name: 'LaTeX' },
  svg: { type: 'image/svg+xml', name: 'SVG' },
} as const;

/** A link that saves a text as a file named after `title`. The text is in the link, so the page needs no script and no network. */
export function download(title: string, kind: keyof typeof kinds, text: string): string {
  const { type, name } = kinds[kind];
  const file = `${slug(title)}.${kind}`;
  const data = Buffer.from(text, 'utf8').toString('base64');
  return `<a download="${file}" href="data:${type};base64,${data}" aria-label="${escape(title)} as ${name}">${name}</a>`;
}

/** Small letters, digits and hyphens. */
function slug(title: string): string {
  const words = title.toLowerCase().replaceAll(/[^a-z\d]+/g, '-');
  return words.replaceAll(/^-|-$/g, '').slice(0, 60) || 'advtrain';
}
