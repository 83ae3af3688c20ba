import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Artifact } from '../../src/fetch/index.ts';

/** How the local package index behaves. */
export interface Behaviour {
  /** The form of its pages. */
  form?: 'json' | 'html';
  /** Cut the connection after this many bytes of the file, the first time. */
  cutAfter?: number;
  /** Answer these clients with 401. */
  refuse?: (userAgent: string) => boolean;
  /** Send these bytes instead of the file's. */
  instead?: Buffer;
  /** Wait this long before a file, in milliseconds. */
  delay?: number;
  /** Called when the file is asked for, before it is sent. */
  asked?: () => void;
}

/** A package index on this machine that lists one file. */
export interface LocalIndex {
  readonly url: string;
  /** The requests for the file, as their Range headers (or `whole`). */
  readonly downloads: string[];
  close(): Promise<void>;
}

/** The artifact that a file is. */
export function artifactOf(file: string, content: Buffer, project = 'example'): Artifact {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { project, version: '1.0', file, bytes: content.length, sha256 };
}

/** Serves the Simple API for one artifact. */
export async function serveIndex(artifact: Artifact, content: Buffer, behaviour: Behaviour = {}): Promise<LocalIndex> {
  const downloads: string[] = [];
  const sendFile = (request: IncomingMessage, response: ServerResponse): void => {
    behaviour.asked?.();
    const body = behaviour.instead ?? content;
    const range = /^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1];
    downloads.push(request.headers.range ?? 'whole');
    const start = range === undefined ? 0 : Number(range);
    const headers = { 'content-length': body.length - start };
    if (range === undefined) response.writeHead(200, headers);
    else response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` });
    const cut = downloads.length === 1 ? behaviour.cutAfter : undefined;
    if (cut === undefined) response.end(body.subarray(start));
    else response.write(body.subarray(start, cut), () => setTimeout(() => response.destroy(), 50));
  };
  const server = createServer((request, response) => {
    if (behaviour.refuse?.(request.headers['user-agent'] ?? '')) {
      response.writeHead(401).end('no');
    } else if (request.url === `/files/${artifact.file}`) {
      setTimeout(() => sendFile(request, response), behaviour.delay ?? 0);
    } else if (request.url !== '/simple/example/') {
      response.writeHead(404).end('none');
    } else if (behaviour.form === 'html') {
      const link = `<a href="../../files/${artifact.file}#sha256=${artifact.sha256}">${artifact.file}</a>`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!DOCTYPE html><html><body>${link}</body></html>`);
    } else {
      const files = [
        { filename: artifact.file, url: `../../files/${artifact.file}`, hashes: { sha256: artifact.sha256 } },
      ];
      const type = 'application/vnd.pypi.simple.v1+json';
      response.writeHead(200, { 'content-type': type }).end(JSON.stringify({ meta: { 'api-version': '1.0' }, files }));
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple`,
    downloads,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
