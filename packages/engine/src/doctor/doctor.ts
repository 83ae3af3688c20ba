import { readdir, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { backendOrder, engine, type BackendName, type EngineInfo } from '../engine.node.ts';
import { nativeBinding } from '../backends/native.ts';
import { advtrainCommand, cacheDir } from '../fetch/index.ts';
import { askPip } from '../fetch/pip/pip.ts';
import { execute, findCompiler } from '../install/compile.ts';
import { damageOf } from '../install/damage.ts';
import { enginesFolder, findInstalled } from '../install/installed.ts';
import { platform, type Platform } from '../install/platform.ts';
import { tryOut } from '../install/try-out.ts';
import { stepSupport, type StepSupport } from './step-support.ts';

/** What this machine can run, what was chosen and why, and what to do next. */
export interface DoctorReport {
  readonly platform: Platform & { readonly node: string; readonly cores: number; readonly memoryBytes: number };
  /** The backend that runs; undefined where the one asked for cannot. */
  readonly backend?: BackendName;
  /** Why it runs, or why none does. */
  readonly why: string;
  /** Every backend of the order, and why it was or was not chosen. */
  readonly backends: readonly { readonly backend: BackendName; readonly chosen: boolean; readonly reason: string }[];
  /** TensorFlow's version where native TensorFlow runs. */
  readonly tensorflow?: string;
  /** How training steps will run; undefined where no backend runs. */
  readonly steps?: StepSupport;
  /** The graphics processors that nvidia-smi names. */
  readonly gpus: readonly string[];
  /** The C++ compiler that compiles the addon. */
  readonly compiler?: string;
  /** The command that runs pip. */
  readonly pip?: string;
  /** The cache, and what lies in it: name and size in bytes. */
  readonly cache: {
    readonly folder: string;
    readonly entries: readonly { readonly name: string; readonly bytes: number }[];
  };
  /** What to do next; empty where all is well. */
  readonly advice: readonly string[];
}

/** Examines this machine. Chooses the engine as `engine()` does, so it runs in this process afterwards. */
export async function doctor(): Promise<DoctorReport> {
  const broken = await brokenEngine();
  const chosen =
    broken ?? (await engine().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))));
  const info = chosen instanceof Error ? undefined : chosen;
  const [compiler, pip, gpus, entries] = await Promise.all([findCompiler(), askPip(), findGpus(), measureCache()]);
  const machine = platform();
  const found = { compiler: compiler?.version, pip: pip?.command.join(' ') };
  const runsTensorFlow = info && (info.backend === 'native' || info.backend.startsWith('tfjs'));
  return {
    platform: { ...machine, node: process.version, cores: availableParallelism(), memoryBytes: totalmem() },
    ...(info && { backend: info.backend }),
    why: info ? info.why : (chosen as Error).message,
    backends: describeBackends(info),
    ...(runsTensorFlow && { tensorflow: info.version }),
    ...(info && { steps: stepSupport() }),
    gpus,
    ...(found.compiler !== undefined && { compiler: found.compiler }),
    ...(found.pip !== undefined && { pip: found.pip }),
    cache: { folder: cacheDir(), entries },
    advice: advise(machine, info, found, gpus),
  };
}

/** Why loading native TensorFlow would end this process, where it would: it is tried in another one. */
async function brokenEngine(): Promise<Error | undefined> {
  const wanted = process.env['ADVTRAIN_BACKEND'];
  const installed = findInstalled();
  if (!installed || (wanted && wanted !== 'native') || nativeBinding() || damageOf(installed.folder)) return undefined;
  const said = await tryOut(installed.folder);
  return said === undefined ? undefined : new Error(`Native TensorFlow in ${installed.folder} does not run: ${said}.`);
}

function describeBackends(info: EngineInfo | undefined): DoctorReport['backends'] {
  const wanted = process.env['ADVTRAIN_BACKEND'];
  return backendOrder.map((backend) => {
    const chosen = backend === info?.backend;
    const rejected = info?.rejected.find((each) => each.backend === backend);
    const asked = wanted ? `ADVTRAIN_BACKEND asks for ${wanted}` : 'an earlier one loads';
    return { backend, chosen, reason: chosen ? 'chosen' : (rejected?.reason ?? `not tried, because ${asked}`) };
  });
}

function advise(
  machine: Platform,
  info: EngineInfo | undefined,
  found: { compiler: string | undefined; pip: string | undefined },
  gpus: readonly string[],
): string[] {
  const install = advtrainCommand('engine install');
  const advice: string[] = [];
  if (!info && process.env['ADVTRAIN_BACKEND']) advice.push('Unset ADVTRAIN_BACKEND, or follow the remedy above.');
  const native = findInstalled();
  if (native && (!info || info.rejected.some(({ backend }) => backend === 'native'))) {
    advice.push(`Run \`${install} --force\` to install native TensorFlow anew.`);
  }
  if (machine.unsupported) advice.push(machine.unsupported);
  else if (!native) {
    if (!found.compiler) advice.push('Install a C++ compiler (Debian, Ubuntu: `apt install g++`).');
    if (!found.pip)
      advice.push(
        `Install Python 3 with pip, or uv; or put the wheel into a folder and run \`${install} --from DIR\`.`,
      );
    advice.push(`Run \`${install}\` to get native TensorFlow, which is several times faster.`);
  }
  if (gpus.length > 0 && native?.variant !== 'gpu' && info?.device !== 'gpu') {
    advice.push(`Run \`${install} --gpu\` to use the GPU.`);
  }
  return advice;
}

async function findGpus(): Promise<string[]> {
  const query = ['nvidia-smi', '--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  const { code, stdout } = await execute(query);
  return code === 0
    ? stdout
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
    : [];
}

/** The engines, one by one, and the other folders of the cache. */
async function measureCache(): Promise<{ name: string; bytes: number }[]> {
  const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
  const engines = (await names(enginesFolder())).map((name) => join('tensorflow', name));
  const others = (await names(cacheDir())).filter((name) => name !== 'tensorflow');
  const entries = [...engines, ...others].sort();
  return Promise.all(entries.map(async (name) => ({ name, bytes: await sizeBelow(join(cacheDir(), name)) })));
}

async function sizeBelow(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeBelow(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
