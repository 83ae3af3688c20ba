import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { output } from '../process.ts';

/** A package registry on this machine that holds the packages of this repository, as `npm publish` would leave them. */
export interface Registry {
  readonly address: string;
  close(): Promise<void>;
}

/** Packs the packages in these folders and serves them; for all others it sends one on to another registry. */
export async function serveRegistry(folders: readonly string[], into: string, others: string): Promise<Registry> {
  const tarballs = new Map<string, Buffer>();
  const documents = new Map<string, (address: string) => unknown>();
  for (const folder of folders) {
    const [packed] = JSON.parse(
      await output('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], folder),
    );
    const { filename } = packed as { filename: string };
    const tarball = readFileSync(join(into, filename));
    tarballs.set(`/-/${filename}`, tarball);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
    };
    documents.set(manifest.name, (address) => document(manifest, tarball, `${address}-/${filename}`));
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    const tarball = tarballs.get(path);
    const describe = documents.get(path.slice(1));
    if (tarball !== undefined) return response.end(tarball);
    if (describe === undefined)
      return response.writeHead(302, { location: new URL((request.url ?? '/').slice(1), others).href }).end();
    return response.setHeader('content-type', 'application/json').end(JSON.stringify(describe(address())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  return {
    address: address(),
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

function document(manifest: { name: string; version: string }, tarball: Buffer, address: string): unknown {
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const version = { ...manifest, dist: { tarball: address, integrity } };
  return { name: manifest.name, 'dist-tags': { latest: manifest.version }, versions: { [manifest.version]: version } };
}
