import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fetchArtifact, moveInto, needSpace, silentReporter, unzip, withLock, type Reporter } from '../fetch/index.ts';
import { onlyOptions } from '../only-options.ts';
import { compileAddon, findCompiler, noCompiler, type Compiler } from './compile.ts';
import { damageOf, noteInstalled } from './damage.ts';
import { enginePrefix, enginesFolder, findInstalled, libraryNames, type InstalledEngine } from './installed.ts';
import { planInstall, type InstallPlan } from './plan.ts';
import { tryOut } from './try-out.ts';

/** How native TensorFlow is to be installed. */
export interface InstallOptions {
  /** For NVIDIA GPUs (CUDA 12, linux-x64) instead of the CPU. Default: false. */
  readonly gpu?: boolean | undefined;
  /** A folder that is looked into for the wheels before anything is downloaded. */
  readonly from?: string | undefined;
  /** Install again what is there. Default: false. */
  readonly force?: boolean | undefined;
  /** Say nothing where it is there already. Default: false. */
  readonly ifMissing?: boolean | undefined;
  /** Who is told about it. Default: nobody. */
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Installs native TensorFlow into the cache: its libraries out of the wheel of the Python package index, got through the
 * user's own pip configuration, and the addon compiled by the system's compiler. Nothing is there before all is.
 * Throws a sentence that names what is missing; WebAssembly works all the same.
 *
 * @param options which variant, where wheels are looked for first, and what is done where it is there already.
 */
export async function installEngine(options: InstallOptions = {}): Promise<InstalledEngine> {
  onlyOptions('installEngine', options, ['gpu', 'from', 'force', 'ifMissing', 'reporter', 'signal']);
  const { reporter = silentReporter, force = false, signal } = options;
  signal?.throwIfAborted();
  const variant = options.gpu ? 'gpu' : 'cpu';
  const present = force ? undefined : findInstalled(variant);
  if (present) {
    if (!options.ifMissing)
      reporter.note(`Native TensorFlow ${present.version} is installed already, in ${present.folder}.`);
    return present;
  }
  try {
    const plan = await planInstall(options);
    const compiler = await findCompiler();
    if (!compiler) throw new Error(noCompiler());
    for (const line of plan.lines) reporter.note(line);
    const lock = join(enginesFolder(), `${variant}.lock`);
    await needSpace(enginesFolder(), 0, 'Native TensorFlow');
    return await withLock(lock, { what: 'installing native TensorFlow', reporter, signal }, async () => {
      // Another process may have done it while this one waited.
      const installed = force ? undefined : findInstalled(variant);
      if (installed) return installed;
      await install(plan, compiler, options, reporter);
      const engine = findInstalled(variant);
      if (!engine) throw new Error(`${plan.folder} has vanished while it was being installed: try again.`);
      reporter.note(`Native TensorFlow ${engine.version} is installed in ${engine.folder}.`);
      return engine;
    });
  } catch (error) {
    if (signal?.aborted || !(error instanceof Error)) throw error;
    throw new Error(`${error.message} Until then everything runs on WebAssembly, only slower.`, { cause: error });
  }
}

async function install(
  plan: InstallPlan,
  compiler: Compiler,
  options: InstallOptions,
  reporter: Reporter,
): Promise<void> {
  await removeLeftovers(plan);
  const draft = join(enginesFolder(), `draft-${plan.variant}-${randomUUID()}`);
  try {
    const relative = options.force ? undefined : await findRelative(plan);
    if (relative) {
      reporter.note('The libraries are there already; only the addon is compiled again.');
      await linkFolder(relative, draft);
    } else {
      await unpack(plan, draft, options, reporter);
    }
    reporter.note(`Compiling the addon with ${compiler.version} (about 15 seconds).`);
    await compileAddon(compiler, draft, options.signal);
    const said = await tryOut(draft);
    if (said !== undefined) {
      throw new Error(`TensorFlow was installed but does not run on this machine (${said}): please report it.`);
    }
    await noteInstalled(draft, { variant: plan.variant, compiler: compiler.version });
    const old = `${plan.folder}.old-${randomUUID()}`;
    if (existsSync(plan.folder)) await rename(plan.folder, old);
    await moveInto(draft, plan.folder);
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** What a process that was killed has left of this variant; nobody else works on it while the lock is held. */
async function removeLeftovers({ variant }: InstallPlan): Promise<void> {
  for (const name of await readdir(enginesFolder())) {
    if (new RegExp(`^draft-${variant}-|-${variant}-.*\\.old-`).test(name))
      await rm(join(enginesFolder(), name), { recursive: true, force: true });
  }
}

/** An engine with the same libraries, whose addon has other sources. */
async function findRelative({ variant }: InstallPlan): Promise<string | undefined> {
  const names = await readdir(enginesFolder());
  const same = names.filter((name) => name.startsWith(enginePrefix(variant)) && /-[0-9a-f]{12}$/.test(name));
  const complete = same
    .map((name) => join(enginesFolder(), name))
    .find((folder) => existsSync(join(folder, 'advtrain.node')) && damageOf(folder) === undefined);
  return complete;
}

async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await linkFolder(source, target);
    else if (!entry.name.endsWith('.node') && entry.name !== 'engine.json')
      await link(source, target).catch(() => cp(source, target));
  }
}

async function unpack(plan: InstallPlan, draft: string, options: InstallOptions, reporter: Reporter): Promise<void> {
  await needSpace(enginesFolder(), plan.downloadBytes + plan.diskBytes, 'Installing native TensorFlow');
  const wheels: string[] = [];
  for (const artifact of plan.artifacts) {
    wheels.push(await fetchArtifact(artifact, { from: options.from, reporter, signal: options.signal }));
  }
  const progress = reporter.begin('Unpacking', plan.diskBytes);
  try {
    for (const wheel of wheels) {
      await unzip(wheel, draft, placeOf, { advance: progress.advance, signal: options.signal });
    }
  } finally {
    progress.end();
  }
  const missing = libraryNames().find((name) => !existsSync(join(draft, name)));
  if (missing) throw new Error(`${basename(wheels[0] ?? '')} has no ${missing}: it is not the expected wheel.`);
  for (const wheel of wheels) await rm(wheel, { force: true });
}

/** Where a file of a wheel goes: libraries side by side, C headers as they lie; the rest is left out. */
function placeOf(name: string): string | undefined {
  const path = name.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, '');
  if (dirname(path) === 'tensorflow' && (libraryNames() as readonly string[]).includes(basename(path)))
    return basename(path);
  const header =
    /^tensorflow\/(include\/(?:tensorflow\/c\/.*|tensorflow\/core\/platform\/ctstring.*|(?:xla\/)?tsl\/(?:c|platform)\/[^/]*))\.h$/.exec(
      path,
    );
  if (header) return `${header[1] ?? ''}.h`;
  if (/^nvidia\/cuda_nvcc\/(?:bin|nvvm)\//.test(path)) return path.slice('nvidia/'.length);
  return /^nvidia\/[^/]+\/lib\/[^/]+\.so[^/]*$/.test(path) ? basename(path) : undefined;
}
