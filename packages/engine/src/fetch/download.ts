import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'undici';
import { formatBytes, fullDisk, isFull, sizeOf } from './cache.ts';
import type { Progress, Reporter } from './reporter.ts';
import { failureOf, type Failure, type Web } from './web.ts';

/** How often in a row a connection may break without a byte gained. */
const attempts = 4;

/**
 * Downloads an address into a file, going on where the file ends. Returns undefined once the file has `bytes` bytes,
 * or why it cannot be had.
 */
export async function download(
  web: Web,
  address: string,
  file: string,
  options: { what: string; bytes: number; reporter: Reporter; signal?: AbortSignal | undefined },
): Promise<Failure | undefined> {
  const { what, bytes, reporter, signal } = options;
  const present = (await sizeOf(file)) ?? 0;
  if (present > 0) reporter.note(`Going on with ${what} at ${formatBytes(present)}.`);
  const progress = reporter.begin(what, bytes);
  try {
    progress.advance(present);
    let before = present;
    for (let failures = 0; ;) {
      const failure = await attempt(web, address, file, before, bytes, progress, signal);
      const now = (await sizeOf(file)) ?? 0;
      // A larger file is another one, which its checksum will say.
      if (!failure && now >= bytes) return undefined;
      if (failure?.kind === 'unreadable') return failure;
      failures = now > before ? 0 : failures + 1;
      if (failures >= attempts) return failure ?? { kind: 'offline', why: 'the connection keeps breaking' };
      await sleep(250 * 2 ** failures, undefined, signal ? { signal } : {});
      before = now;
    }
  } finally {
    progress.end();
  }
}

/** One request for what is missing after the first `have` bytes. */
async function attempt(
  web: Web,
  address: string,
  file: string,
  have: number,
  bytes: number,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<Failure | undefined> {
  if (have >= bytes) return undefined;
  try {
    const range: Record<string, string> = have > 0 ? { range: `bytes=${String(have)}-` } : {};
    const response = await web(address, { 'accept-encoding': 'identity', ...range }, signal);
    if (response.status === 416) {
      await rm(file, { force: true });
      progress.advance(-have);
      return { kind: 'offline', why: 'the server refused to go on' };
    }
    if (response.status >= 500) return { kind: 'offline', why: `status ${String(response.status)}` };
    if (!response.ok) return { kind: 'unreadable', why: `status ${String(response.status)}` };
    const goesOn = response.status === 206 && startOf(response) === have;
    if (have > 0 && !goesOn) progress.advance(-have);
    await save(response, file, goesOn ? have : 0, bytes, progress, signal);
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    if (isFull(error)) throw fullDisk(file, error);
    return failureOf(error);
  }
}

function startOf(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN);
}

async function save(
  response: Response,
  file: string,
  have: number,
  bytes: number,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!response.body) return;
  let size = have;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      size += chunk.length;
      progress.advance(chunk.length);
      yield chunk;
      if (size > bytes) return;
    }
  };
  const sink = createWriteStream(file, { flags: have > 0 ? 'a' : 'w' });
  await pipeline(Readable.fromWeb(response.body), counted, sink, signal ? { signal } : {});
}
