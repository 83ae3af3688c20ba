import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'undici';
import type { Reporter } from './reporter.ts';
import { failureOf, webOf, type Web } from './web.ts';

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
  /** Opens an address of the hub: with the token, and waiting where the hub asks for a pause. */
  readonly web: Web;
  /** Where a repository's page of the interface lies, or one of its files. */
  address(repo: HubRepo, place: { commit: string; path: string } | 'listing'): string;
}

const publicHub = 'https://huggingface.co';
/** How often in a row the hub may ask for a pause, and the longest that is waited for, in seconds. */
const pauses = 5;
const longestPause = 120;

/** The hub that `HF_ENDPOINT` names (default: the public one), asked with the token of `HF_TOKEN`, if any. */
export function hub(reporter: Reporter): Hub {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  const endpoint = endpointOf(HF_ENDPOINT ?? '');
  const token = HF_TOKEN?.trim();
  const plain = webOf({ trustedHosts: [] });
  // A redirect to another host loses this header: the token is for the hub alone.
  const own = token ? { authorization: `Bearer ${token}` } : {};
  const web: Web = async (address, headers, signal) => {
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
    web,
    address({ kind, id, revision = 'main' }, place) {
      if (place === 'listing') return `${base}/api/${kind}s/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
      return `${base}/${kind === 'dataset' ? 'datasets/' : ''}${id}/resolve/${place.commit}/${encoded(place.path)}`;
    },
  };
}

/** A listing, or why the hub could not be reached. Throws one sentence where the hub refuses. */
export async function askHub(
  { host, web, address }: Hub,
  repo: HubRepo,
  signal?: AbortSignal,
): Promise<HubListing | { readonly unreachable: string }> {
  let response: Response;
  let text: string;
  try {
    response = await web(address(repo, 'listing'), { accept: 'application/json' }, signal);
    text = await response.text();
  } catch (error) {
    signal?.throwIfAborted();
    return { unreachable: failureOf(error).why };
  }
  if (response.status >= 500) return { unreachable: `status ${String(response.status)}` };
  const code = response.headers.get('x-error-code') ?? '';
  if (!response.ok) throw new Error(refusal(host, repo, response.status, code));
  const listing = parse(text);
  if (!listing) {
    throw new Error(`${host} gave no listing of ${repo.id}: check HF_ENDPOINT, or give a folder that has the files.`);
  }
  return listing;
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
  throw new Error(`HF_ENDPOINT is "${text}", but must be an address such as ${publicHub}: correct it, or unset it.`);
}

/** How many seconds the hub asks to wait, where it does. */
function pauseOf({ status, headers }: Response): number | undefined {
  const asked = headers.get('retry-after');
  if (status !== 429 && (status !== 503 || asked === null)) return undefined;
  if (asked === null) return 1;
  const seconds = /^\d+$/.test(asked.trim()) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? 1 : Math.max(0, Math.ceil(seconds));
}

type Sibling = { rfilename?: unknown; size?: unknown; blobId?: unknown; lfs?: { sha256?: unknown } | null };

function parse(text: string): HubListing | undefined {
  try {
    const { sha, siblings } = JSON.parse(text) as { sha?: unknown; siblings?: Sibling[] };
    if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha) || !Array.isArray(siblings)) return undefined;
    const files = siblings.map(fileOf);
    return files.includes(undefined) ? undefined : { commit: sha, files: files as HubFile[] };
  } catch {
    return undefined;
  }
}

function fileOf({ rfilename: path, size, blobId, lfs }: Sibling): HubFile | undefined {
  // A path that leads out of the repository would be written there.
  if (typeof path !== 'string' || /^\/|\\|(^|\/)\.\.(\/|$)/.test(path) || typeof size !== 'number') return undefined;
  if (typeof lfs?.sha256 === 'string') return { path, bytes: size, sha256: lfs.sha256 };
  return typeof blobId === 'string' ? { path, bytes: size, sha1: blobId } : undefined;
}
