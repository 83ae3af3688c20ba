import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FetchOptions } from '../artifact.ts';
import { cacheDir, formatBytes, needSpace, sizeOf } from '../cache.ts';
import { download } from '../download.ts';
import { askHub, hub, refusal, type Hub, type HubFile, type HubListing, type HubRepo } from './hub-listing.ts';
import { withLock } from '../lock/lock.ts';
import { isIntact, notWhole } from './whole.ts';
import { isOffline } from '../offline.ts';
import { silentReporter, type Reporter } from '../reporter.ts';

/** How files are to be got from the hub. */
export type HubOptions = Omit<FetchOptions, 'from'>;

/** Files of a repository on this machine. */
export interface HubSnapshot {
  /** The folder in which they lie, by their paths in the repository. */
  readonly folder: string;
  /** The commit that they belong to. */
  readonly commit: string;
  /** The paths of those that were chosen. */
  readonly paths: readonly string[];
}

/**
 * Picks paths out of a listing; throws one sentence where what is needed is not there.
 *
 * @param files what the repository holds.
 */
export type Choose = (files: readonly HubFile[]) => readonly string[];

type Context = { hub: Hub; repo: HubRepo; choose: Choose; reporter: Reporter; signal?: AbortSignal | undefined };

/**
 * Gets files of a repository of the Hugging Face hub, and returns the folder in the cache that has them.
 *
 * `HF_ENDPOINT` names another hub, `HF_TOKEN` opens private and gated repositories. The hub is asked which commit the
 * revision is and what it holds; a commit that is complete in the cache is not asked about. Where the hub cannot be
 * reached, what the cache has of the revision is used. Says how large a download is, resumes, verifies checksums, and
 * waits for another process that gets the same. Every failure is a sentence with the remedy.
 *
 * @param repo the repository and its revision.
 * @param choose which of its files.
 * @param options whether the hub may be asked, and who is told of it.
 */
export async function fetchHub(repo: HubRepo, choose: Choose, options: HubOptions = {}): Promise<HubSnapshot> {
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(repo.id)) {
    throw new Error(`"${repo.id}" is no name of a ${repo.kind} on the hub: write it as owner/name.`);
  }
  const { reporter = silentReporter, signal } = options;
  const context: Context = { hub: hub(reporter), repo, choose, reporter, signal };
  const known = await cachedHub(repo, choose);
  if (known && (known.commit === repo.revision || isOffline(options))) return known;
  if (isOffline(options)) {
    throw new Error(
      `The ${repo.kind} ${repo.id} is not in the cache, and may not be downloaded: unset HF_HUB_OFFLINE, or give a folder that has the files.`,
    );
  }
  const listing = await askHub(context.hub, repo, signal);
  if ('unreachable' in listing) {
    const why = `${context.hub.host} cannot be reached (${listing.unreachable})`;
    if (!known) throw new Error(`${why}: check the network and HF_ENDPOINT, or give a folder that has the files.`);
    reporter.note(`${why}: using ${repo.id} from the cache.`);
    return known;
  }
  return getAll(context, listing);
}

/**
 * What {@link fetchHub} would return without asking the hub, if the cache has all of it.
 *
 * @param repo the repository and its revision.
 * @param choose which of its files.
 */
export async function cachedHub(repo: HubRepo, choose: Choose): Promise<HubSnapshot | undefined> {
  const text = await readFile(listingFile(repo), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const listing = JSON.parse(text) as HubListing;
    const paths = choose(listing.files);
    const missing = await missingOf(repo, listing, paths);
    return missing.length > 0 ? undefined : { folder: folderOf(repo, listing), commit: listing.commit, paths };
  } catch {
    return undefined;
  }
}

async function getAll(context: Context, listing: HubListing): Promise<HubSnapshot> {
  const { repo, choose, reporter, signal } = context;
  const paths = choose(listing.files);
  const folder = folderOf(repo, listing);
  const snapshot = { folder, commit: listing.commit, paths };
  if ((await missingOf(repo, listing, paths)).length === 0) {
    await remember(repo, listing);
    return snapshot;
  }
  await needSpace(folder, 0, repo.id);
  await withLock(`${folder}.lock`, { what: repo.id, reporter, signal }, async () => {
    const missing = await missingOf(repo, listing, paths);
    const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
    const parts = await Promise.all(missing.map(({ path }) => sizeOf(`${join(folder, path)}.part`)));
    await needSpace(folder, bytes - parts.reduce<number>((sum, size) => sum + (size ?? 0), 0), repo.id);
    if (missing.length > 0) {
      const files = missing.length === 1 ? missing[0]!.path : `${String(missing.length)} files`;
      reporter.note(`Downloading ${repo.id} (${files}, ${formatBytes(bytes)}) from ${context.hub.host}.`);
    }
    for (const file of missing) await getOne(context, listing, file, join(folder, file.path));
  });
  await remember(repo, listing);
  return snapshot;
}

async function getOne(context: Context, { commit }: HubListing, file: HubFile, target: string): Promise<void> {
  const { hub, repo, reporter, signal } = context;
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  const { path, bytes } = file;
  if (bytes === 0) await writeFile(part, '');
  const failure = await download(hub.web, hub.address(repo, commit, path), part, {
    what: path,
    bytes,
    reporter,
    signal,
  });
  if (failure) {
    const status = /^status (4\d\d)$/.exec(failure.why)?.[1];
    if (status !== undefined) throw new Error(refusal(hub.host, repo, Number(status)));
    throw new Error(
      `${path} of ${repo.id} could not be downloaded (${hub.host}: ${failure.why}): check the network; what has arrived is kept, so the same command goes on from there.`,
    );
  }
  if (!(await isIntact(part, file))) {
    await rm(part, { force: true });
    throw new Error(
      `${path} of ${repo.id} arrived with a checksum other than the one that ${hub.host} states; it was deleted: try again, or use another hub (HF_ENDPOINT) or a folder.`,
    );
  }
  await rename(part, target);
}

async function missingOf(repo: HubRepo, listing: HubListing, paths: readonly string[]): Promise<HubFile[]> {
  const chosen = listing.files.filter(({ path }) => paths.includes(path));
  return notWhole(chosen, folderOf(repo, listing), join(place(repo), 'verified', `${listing.commit}.json`));
}

/** Notes, if the cache can be written to, which commit the revision is, for when the hub is not to be asked. */
async function remember(repo: HubRepo, listing: HubListing): Promise<void> {
  for (const revision of [repo.revision, listing.commit]) {
    const file = listingFile({ ...repo, revision });
    const temporary = `${file}.${randomUUID()}`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(temporary, JSON.stringify(listing));
      await rename(temporary, file);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

function place({ kind, id }: HubRepo): string {
  return join(cacheDir(), 'hub', `${kind}s`, id.replace('/', '--'));
}

function folderOf(repo: HubRepo, { commit }: HubListing): string {
  return join(place(repo), commit);
}

function listingFile(repo: HubRepo): string {
  return join(place(repo), 'revisions', `${encodeURIComponent(repo.revision ?? 'main')}.json`);
}
