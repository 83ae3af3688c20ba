import { randomUUID } from 'node:crypto';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir, formatBytes, moveInto, needSpace, withLock } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { UsageError } from './usage-error.ts';

const execute = promisify(execFile);

const packages = ['torch==2.15.0', 'transformers==5.23.0'];

/** On Linux with an Intel or AMD processor the package index has PyTorch with its CUDA libraries only. */
const size =
  process.platform === 'linux' && process.arch === 'x64'
    ? { download: 3.1e9, disk: 6.5e9, why: ', most of it CUDA libraries that come with it' }
    : { download: 0.2e9, disk: 1e9, why: '' };

/**
 * The Python that runs PyTorch: the one that is given, or that of a virtual environment in the cache, made on first use by
 * the user's own Python and pip. Throws one sentence where it cannot be made, or lacks what it needs.
 */
export async function peerPython(given: string | undefined, reporter: Reporter): Promise<string> {
  if (given === undefined) return ownPython(reporter);
  const complete =
    'from importlib.util import find_spec as f; import sys; sys.exit(not (f("torch") and f("transformers")))';
  if (await succeeds(given, complete)) return given;
  throw new UsageError(
    `--python is ${given}, but that is no Python with torch and transformers: leave it out, or install them.`,
  );
}

async function ownPython(reporter: Reporter): Promise<string> {
  const folder = join(cacheDir(), 'bench', packages.join('-').replaceAll('==', '-'));
  const python = pythonIn(folder);
  if (existsSync(python)) return python;
  await needSpace(join(cacheDir(), 'bench'), size.disk + size.download, 'PyTorch');
  return withLock(`${folder}.lock`, { what: 'installing PyTorch', reporter }, async () => {
    if (!existsSync(python)) await install(folder, reporter);
    return python;
  });
}

async function install(folder: string, reporter: Reporter): Promise<void> {
  reporter.note(
    `Installing ${packages.join(' and ')} by pip into ${folder}, once: ${formatBytes(size.download)} to download, ` +
      `${formatBytes(size.disk)} on disk${size.why}. With --python PATH another Python that has them is used.`,
  );
  const draft = `${folder}.${randomUUID()}.tmp`;
  try {
    await execute(await systemPython(), ['-m', 'venv', draft]).catch((error: unknown) => {
      throw new Error('Python cannot make a virtual environment: install its venv module (python3-venv).', {
        cause: error,
      });
    });
    const code = await pip(pythonIn(draft), packages);
    if (code !== 0) throw new Error('pip could not install PyTorch (see above): try again, or name a --python PATH.');
    await moveInto(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** TextAttack, and of what it needs that which attacks on words use: PyTorch and transformers bring the rest. */
const textAttack = ['textattack==0.3.11', 'nltk==3.10.4', 'editdistance==0.8.1', 'lru-dict==1.4.1'];

/** A folder with TextAttack for that Python, filled on first use. */
export async function textAttackFor(python: string, reporter: Reporter): Promise<string> {
  const { stdout: version } = await execute(python, ['-c', 'import sys; print(sys.version_info[:2])']);
  const tag = version.replace(/\D+/g, '-');
  const folder = join(cacheDir(), 'bench', `${textAttack.join('-').replaceAll('==', '-')}-py${tag}`);
  return withLock(`${folder}.lock`, { what: 'installing TextAttack', reporter }, async () => {
    if (existsSync(folder)) return folder;
    reporter.note(`Installing ${textAttack.join(', ')} by pip into ${folder}, once: 3 MB to download.`);
    const draft = `${folder}.${randomUUID()}.tmp`;
    try {
      const code = await pip(python, ['--no-deps', '--target', draft, ...textAttack]);
      if (code !== 0) throw new Error('pip could not install TextAttack (see above): try again.');
      await moveInto(draft, folder);
      return folder;
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
}

/** Runs pip, whose progress goes to standard error: standard output is for results. */
function pip(python: string, what: readonly string[]): Promise<number | null> {
  const args = ['-m', 'pip', 'install', '--progress-bar', 'on', '--disable-pip-version-check', ...what];
  const child = spawn(python, args, { stdio: ['ignore', process.stderr, process.stderr] });
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
}

/** The user's Python, which must be one that PyTorch is offered for. */
async function systemPython(): Promise<string> {
  for (const name of ['python3', 'python'])
    if (await succeeds(name, 'import sys; sys.exit(sys.version_info < (3, 10))')) return name;
  throw new Error('No Python of at least 3.10 was found, which PyTorch needs: install one, or name a --python PATH.');
}

function succeeds(python: string, program: string): Promise<boolean> {
  return execute(python, ['-c', program]).then(
    () => true,
    () => false,
  );
}

function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
