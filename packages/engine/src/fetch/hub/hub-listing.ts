import { setTimeout as sleep } from 'node:timers/promises';
import type { ListFileEntry } from '@huggingface/hub';
import type { Response as WebResponse } from 'undici';
import { shownAddress } from '../address.ts';
import type { Reporter } from '../reporter.ts';
import { failureOf, webOf, type Web } from '../web.ts';

/** A repository of the Hugging Face hub, or of a mirror of it. */
export interface HubRepo {
  readonly kind: 'model' | 'dataset';
  /** Its name: `owner/name`, or `name` for some old ones. */
  readonly id: string;
  /** A branch, a tag, or a commit's 40 hexadecimal digits, which pins it. Default `main`. */
  readonly revision?: string | undefined;
}

/** A file of a repository. */
export interface HubFile {
  /** Its path in the repository. */
  readonly path: string;
  readonly bytes: number;
  /** The SHA-256 of a large file. */
  readonly sha256?: string;
  /** The git checksum (SHA-1 of `blob LENGTH NUL` and the content) of a small one. */
  readonly sha1?: string;
}

/** What a repository held at one commit. */
export interface HubListing {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/** Where the hub is, and how it is asked. */
export interface Hub {
  readonly host: string;
  /** Its address, without a slash at the end. */
  readonly base: string;
  /** Opens an address of the hub: with the token, and waiting where the hub asks for a pause. */
  readonly web: Web;
  /** Where a file of a repository lies. */
  address(repo: HubRepo, commit: string, path: string): string;
}

const publicHub = 'https://huggingface.co';
/** The most pages of a listing, of a thousand files each. */
const mostPages = 1000;
/** How often in a row the hub may ask for a pause, and the longest that is waited for, in seconds. */
const pauses = 5;
const longestPause = 120;

/** The hub that `HF_ENDPOINT` names (default: the public one), asked with the token of `HF_TOKEN`, if any. */
export function hub(reporter: Reporter): Hub {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  const endpoint = endpointOf(HF_ENDPOINT ?? '');
  const token = HF_TOKEN?.trim();
  const plain = webOf({ trustedHosts: [] });
  const web: Web = async (address, headers, signal) => {
    // A redirect to another host loses this header too: the token is for the hub alone.
    const isOwn = token && new URL(address).origin === endpoint.origin;
    const own = isOwn ? { authorization: `Bearer ${token}` } : {};
    for (let asked = 1; ; asked++) {
      const response = await plain(address, { ...headers, ...own }, signal);
      const pause = pauseOf(response);
      if (pause === undefined || pause > longestPause || asked > pauses) return response;
      reporter.note(`${endpoint.host} asks for a pause of ${String(pause)} s.`);
      await response.body?.cancel();
      await sleep(1000 * pause, undefined, signal ? { signal } : {});
    }
  };
  const base = endpoint.href.replace(/\/+$/, '');
  const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
  return {
    host: endpoint.host,
    base,
    web,
    address: ({ kind, id }, commit, path) =>
      `${base}/${kind === 'dataset' ? 'datasets/' : ''}${id}/resolve/${commit}/${encoded(path)}`,
  };
}

/** A listing, or why the hub could not be reached. Throws one sentence where the hub refuses. */
export async function askHub(
  hub: Hub,
  repo: HubRepo,
  signal?: AbortSignal,
): Promise<HubListing | { readonly unreachable: string }> {
  const { host, base: hubUrl } = hub;
  const { kind: type, id: name, revision = 'main' } = repo;
  const { datasetInfo, listFiles, modelInfo } = await library();
  try {
    const asked = { hubUrl, fetch: fetchOf(hub, repo, signal) };
    const which = { ...asked, name, revision, additionalFields: ['sha' as const] };
    const { sha: commit } = await (type === 'model' ? modelInfo(which) : datasetInfo(which));
    if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) throw new TypeError(`${commit} is no commit`);
    const files: HubFile[] = [];
    for await (const entry of listFiles({ ...asked, repo: { type, name }, revision: commit, recursive: true })) {
      if (entry.type === 'file') files.push(fileOf(entry));
    }
    return { commit, files };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Unreachable) return { unreachable: error.message };
    if (error instanceof Refused) throw new Error(error.message);
    throw new Error(`${host} gave no listing of ${name}: check HF_ENDPOINT, or give a folder that has the files.`, {
      cause: error,
    });
  }
}

/** What asks the hub: an optional peer, so that methods alone are installed without it. Models and data sets bring it. */
async function library(): Promise<typeof import('@huggingface/hub')> {
  try {
    return await import('@huggingface/hub');
  } catch (error) {
    throw new Error('The hub is asked with @huggingface/hub, which is not installed: npm install @huggingface/hub.', {
      cause: error,
    });
  }
}

/** The network or the hub failed. */
class Unreachable extends Error {}
/** The hub answered, and with no. */
class Refused extends Error {}

/** What the hub's library asks with: our connection, whose failures are told apart from answers that make no sense. */
function fetchOf({ host, web }: Hub, repo: HubRepo, signal?: AbortSignal): typeof fetch {
  const asked = new Set<string>();
  return async (input) => {
    const address = input instanceof Request ? input.url : input.toString();
    // A page that names itself, or one before it, as the next is never the last.
    if (asked.has(address) || asked.size >= mostPages)
      throw new Refused(
        `${host} gives a listing of ${repo.id} that has no end: check HF_ENDPOINT, or give a folder that has the files.`,
      );
    asked.add(address);
    let response: WebResponse;
    let text: string;
    try {
      response = await web(address, { accept: 'application/json' }, signal);
      text = await response.text();
    } catch (error) {
      throw new Unreachable(failureOf(error).why, { cause: error });
    }
    const { status, ok, headers } = response;
    if (status >= 500) throw new Unreachable(`status ${status}`);
    if (!ok) throw new Refused(refusal(host, repo, status, headers.get('x-error-code') ?? ''));
    const link = headers.get('link');
    return new Response(text, { status, headers: { ...(link !== null && { link }) } });
  };
}

/** The sentence for a status that is no success. */
export function refusal(host: string, { kind, id, revision = 'main' }: HubRepo, status: number, code = ''): string {
  const says = `${host} does not give the ${kind} ${id} (status ${String(status)})`;
  if (status === 401) {
    return `${says}: check the name and, if it is private or gated, set HF_TOKEN to a token that may read it.`;
  }
  if (status === 403) {
    return `${says}: accept its terms on its page on the hub, and set HF_TOKEN to a token of that account.`;
  }
  if (status === 404 && code !== 'RepoNotFound') {
    return `${host} has no revision "${revision}" of the ${kind} ${id}, or no such ${kind}: check both names.`;
  }
  if (status === 404) return `${host} has no ${kind} ${id}: check the name.`;
  if (status === 429) return `${says}: it asks for a longer pause; try again later, or set HF_TOKEN to get more.`;
  return `${says}: try again later, or give a folder that has the files.`;
}

function endpointOf(text: string): URL {
  const address = text || publicHub;
  if (/^https?:/.test(address) && URL.canParse(address)) return new URL(address);
  throw new Error(
    `HF_ENDPOINT is "${shownAddress(text)}", but must be an address such as ${publicHub}: correct it, or unset it.`,
  );
}

/** How many seconds the hub asks to wait, where it does. */
function pauseOf({ status, headers }: WebResponse): number | undefined {
  const asked = headers.get('retry-after');
  if (status !== 429 && (status !== 503 || asked === null)) return undefined;
  if (asked === null) return 1;
  const seconds = /^\d+$/.test(asked.trim()) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? 1 : Math.max(0, Math.ceil(seconds));
}

/** A file of a listing; throws where it makes no sense. */
function fileOf({ path, size, oid, lfs }: ListFileEntry): HubFile {
  // A path that leads out of the repository would be written there.
  if (typeof path !== 'string' || path === '' || /^\/|\\|\0|(^|\/)\.\.(\/|$)/.test(path)) {
    throw new TypeError(`${path} is no file`);
  }
  const bytes = lfs?.size ?? size;
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new TypeError(`${path} has no size`);
  if (isDigest(lfs?.oid, 64)) return { path, bytes, sha256: lfs.oid };
  if (!lfs && isDigest(oid, 40)) return { path, bytes, sha1: oid };
  throw new TypeError(`${path} has no checksum`);
}

/** Whether a value is a checksum of so many hexadecimal digits. */
function isDigest(value: unknown, digits: number): value is string {
  return typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value);
}
