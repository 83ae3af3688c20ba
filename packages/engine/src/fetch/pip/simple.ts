import { failureOf, type Failure, type Web } from '../web.ts';

/** Where a page of a package index says that a file lies. */
export interface Found {
  readonly kind: 'found';
  readonly url: string;
  /** The checksum that the index states, where it states one. */
  readonly sha256?: string;
}

/** What reading one page brought: the file, its absence, or why the page could not be read. */
export type Answer = Found | { readonly kind: 'absent' } | Failure;

/** The page of a project in a package index, whose name is normalised as the index does it. */
export function projectPage(index: string, project: string): string {
  return `${index.replace(/\/+$/, '')}/${project.toLowerCase().replace(/[-_.]+/g, '-')}/`;
}

/** Looks a file up on a page of the Simple API, in its JSON or its HTML form. */
export async function lookUp(web: Web, page: string, file: string, signal?: AbortSignal): Promise<Answer> {
  const accept = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';
  try {
    const response = await web(page, { accept }, signal);
    const text = await response.text();
    if (response.status === 404 || response.status === 410) return { kind: 'absent' };
    if (!response.ok) return { kind: 'unreadable', why: `status ${String(response.status)}` };
    const base = withLogin(response.url, page);
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return json ? findInJson(text, file, base) : findInHtml(text, file, base);
  } catch (error) {
    signal?.throwIfAborted();
    return failureOf(error);
  }
}

function findInJson(text: string, file: string, base: string): Answer {
  const { files } = JSON.parse(text) as { files?: { filename?: string; url?: string; hashes?: { sha256?: string } }[] };
  if (!Array.isArray(files)) return { kind: 'unreadable', why: 'a page without a list of files' };
  const entry = files.find((each) => each.filename === file);
  if (!entry?.url) return { kind: 'absent' };
  const sha256 = entry.hashes?.sha256;
  return { kind: 'found', url: join(entry.url, base), ...(sha256 && { sha256 }) };
}

function findInHtml(text: string, file: string, base: string): Answer {
  for (const [, quoted] of text.matchAll(/<a\b[^>]*?\bhref\s*=\s*("[^"]*"|'[^']*')/gi)) {
    const href = (quoted ?? '').slice(1, -1).replaceAll('&amp;', '&');
    const url = new URL(href, base);
    if (decodeURIComponent(url.pathname.split('/').pop() ?? '') !== file) continue;
    const sha256 = /sha256=([0-9a-f]{64})/.exec(url.hash)?.[1];
    url.hash = '';
    return { kind: 'found', url: join(url.href, base), ...(sha256 && { sha256 }) };
  }
  return /<html|<!doctype|<a\b/i.test(text)
    ? { kind: 'absent' }
    : { kind: 'unreadable', why: 'a page of an unknown kind' };
}

/** An address relative to a page; a file on the page's own host is asked for with the page's login. */
function join(href: string, base: string): string {
  const url = new URL(href, base);
  return withLogin(url.href, base);
}

function withLogin(address: string, from: string): string {
  const url = new URL(address);
  const source = new URL(from);
  if (url.host === source.host && !url.username) {
    url.username = source.username;
    url.password = source.password;
  }
  return url.href;
}
