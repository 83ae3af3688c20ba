import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the local hub behaves. */
export interface HubBehaviour {
  /** The token without which everything is answered with 401. */
  token?: string;
  /** Answer the listing with this status and error code. */
  refuse?: { status: number; code?: string };
  /** Answer that many requests with 429 and this Retry-After first. */
  pauses?: { times: number; retryAfter: string };
  /** Cut the connection after this many bytes of a large file, the first time. */
  cutAfter?: number;
  /** Send these bytes instead of a large file's. */
  instead?: Buffer;
  /** Answer what commit a revision is with this text. */
  revision?: string;
  /** Answer the listing with this text. */
  listing?: string;
  /** Name the store as the place of the listing's further pages. */
  pagesElsewhere?: boolean;
  /** Cut the connection in the middle of the listing. */
  cutListing?: boolean;
  /** Whether each page of the listing names itself as the next. */
  endless?: boolean;
}

/** A request that the hub, or the store that it redirects to, has got. */
export interface HubRequest {
  readonly at: 'hub' | 'store';
  readonly path: string;
  readonly token?: string;
  readonly range?: string;
}

/** A hub on this machine with one repository. */
export interface LocalHub {
  /** What HF_ENDPOINT is set to. */
  readonly url: string;
  readonly commit: string;
  readonly requests: HubRequest[];
  behaviour: HubBehaviour;
  close(): Promise<void>;
}

/** Files of at least this size lie in the store. */
const large = 1000;

/** Entries of a listing that come at once. */
const page = 2;

/**
 * Serves the hub's protocol for one repository: the commit of a revision, a listing in pages, small files, and redirects to
 * another host for large ones.
 */
export async function serveHub(
  files: Readonly<Record<string, Buffer>>,
  behaviour: HubBehaviour = {},
  { id = 'someone/tiny', kind = 'model', commit = 'c0ffee'.padEnd(40, '0') } = {},
): Promise<LocalHub> {
  const requests: HubRequest[] = [];
  const hub: LocalHub = { url: '', commit, requests, behaviour, close: () => closeAll([front, store]) };
  const note = (at: HubRequest['at'], { url = '', headers }: IncomingMessage): void => {
    const token = headers.authorization?.replace('Bearer ', '');
    requests.push({ at, path: url, ...(token && { token }), ...(headers.range && { range: headers.range }) });
  };
  const resolve = `${kind === 'dataset' ? '/datasets' : ''}/${id}/resolve/${commit}/`;

  const store = await listen((request, response) => {
    note('store', request);
    if (request.url?.startsWith('/api/')) return void response.end(JSON.stringify(entriesOf(files).slice(page)));
    const body = hub.behaviour.instead ?? files[decodeURIComponent(request.url ?? '').slice(1)]!;
    const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const length = { 'content-length': body.length - start };
    if (start === 0) response.writeHead(200, length);
    else response.writeHead(206, { ...length, 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` });
    const first = requests.filter(({ at }) => at === 'store').length === 1;
    if (!first || hub.behaviour.cutAfter === undefined) response.end(body.subarray(start));
    else response.write(body.subarray(start, hub.behaviour.cutAfter), () => setTimeout(() => response.destroy(), 50));
  });

  const front = await listen((request, response) => {
    note('hub', request);
    const { token, refuse, pauses, revision, listing, pagesElsewhere, cutListing, endless } = hub.behaviour;
    const [path = '', query] = (request.url ?? '').split('?');
    if (pauses && pauses.times-- > 0) {
      response.writeHead(429, { 'retry-after': pauses.retryAfter }).end();
    } else if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end('Invalid username or password.');
    } else if (path.startsWith(`/api/${kind}s/${id}/revision/`)) {
      if (refuse) response.writeHead(refuse.status, refuse.code ? { 'x-error-code': refuse.code } : {}).end();
      else
        response.end(revision ?? JSON.stringify({ _id: '1', id, sha: commit, lastModified: '2026-01-01T00:00:00Z' }));
    } else if (path === `/api/${kind}s/${id}/tree/${commit}`) {
      const from = Number(new URLSearchParams(query).get('cursor') ?? 0);
      const next = `${addressOf(pagesElsewhere ? store : front)}${path}?recursive=true&cursor=${from + page}`;
      const entries = entriesOf(files);
      if (listing === undefined && from + page < entries.length) response.setHeader('link', `<${next}>; rel="next"`);
      if (endless) response.setHeader('link', `<${addressOf(front)}${request.url ?? ''}>; rel="next"`);
      if (cutListing) response.write('[{"type":', () => setTimeout(() => response.destroy(), 50));
      else response.end(listing ?? JSON.stringify(entries.slice(from, from + page)));
    } else {
      const name = path.startsWith(resolve) ? decodeURIComponent(path.slice(resolve.length)) : '';
      const body = files[name];
      if (!body) response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
      else if (body.length < large) response.end(body);
      else response.writeHead(302, { location: `${addressOf(store)}/${encodeURIComponent(name)}` }).end();
    }
  });
  return Object.assign(hub, { url: addressOf(front) });
}

function entriesOf(files: Readonly<Record<string, Buffer>>): object[] {
  const folders = new Set(Object.keys(files).flatMap((path) => path.split('/').slice(0, -1)));
  return [
    ...[...folders].map((path) => ({ type: 'directory', oid: 'd'.repeat(40), size: 0, path })),
    ...Object.entries(files).map(([path, body]) => {
      const oid = createHash('sha1').update(`blob ${body.length}\0`).update(body).digest('hex');
      const sha256 = createHash('sha256').update(body).digest('hex');
      const lfs = body.length < large ? {} : { lfs: { oid: sha256, size: body.length, pointerSize: 130 } };
      return { type: 'file', path, size: body.length, oid, ...lfs };
    }),
  ];
}

async function listen(answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}
