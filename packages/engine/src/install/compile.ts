import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { addonOptions, enginesFolder, libraryNames, nativeSources } from './installed.ts';

/** A C++ compiler of this system. */
export interface Compiler {
  /** The command and its first arguments. */
  readonly command: readonly string[];
  /** The first line of what it says of itself. */
  readonly version: string;
}

/** The system's C++ compiler: `$CXX`, else c++, g++ or clang++; undefined where there is none. */
export async function findCompiler(): Promise<Compiler | undefined> {
  const own = process.env['CXX']?.trim();
  const candidates = own ? [own.split(/\s+/)] : [['c++'], ['g++'], ['clang++']];
  for (const command of candidates) {
    const { code, stdout } = await execute([...command, '--version']);
    if (code === 0) return { command, version: stdout.split('\n')[0]?.trim() ?? '' };
  }
  return undefined;
}

/** The sentence for a system without a compiler. */
export function noCompiler(): string {
  const own = process.env['CXX'];
  const remedy =
    'on Debian or Ubuntu `apt install g++`, on Fedora `dnf install gcc-c++`, on macOS `xcode-select --install`';
  return own
    ? `CXX is ${own}, but that cannot be run: set it to a C++ compiler, or unset it.`
    : `No C++ compiler was found (tried c++, g++, clang++): install one (${remedy}).`;
}

/** Compiles the addon against the libraries and headers in `folder`, into it. */
export async function compileAddon(compiler: Compiler, folder: string, signal?: AbortSignal): Promise<void> {
  const nodeHeaders = join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include');
  const mac = process.platform === 'darwin';
  const shared = ['-std=c++17', '-shared', '-fPIC', '-w', '-DNAPI_VERSION=8', `-I${nodeHeaders}`];
  if (mac) shared.push('-undefined', 'dynamic_lookup');
  const quiet = join(nativeSources, 'quiet', 'quiet.cc');
  await compile(compiler, [...shared, quiet, '-o', join(folder, 'quiet.node')], signal);
  const addon = [
    ...addonOptions,
    `-I${join(folder, 'include')}`,
    `-I${nativeSources}`,
    ...addonSources(),
    '-o',
    join(folder, 'advtrain.node'),
    ...libraryNames().map((file) => join(folder, file)),
    ...(mac ? ['-Wl,-rpath,@loader_path'] : ['-ldl', '-pthread', '-Wl,-z,nodelete', '-Wl,-rpath,$ORIGIN']),
  ];
  await compile(compiler, [...shared, ...addon], signal);
}

/** The sources of the addon, whichever of their folders they lie in; those in `quiet` make an addon of their own. */
function addonSources(): string[] {
  return readdirSync(nativeSources, { encoding: 'utf8', recursive: true })
    .filter((file) => file.endsWith('.cc') && dirname(file) !== 'quiet')
    .map((file) => join(nativeSources, file));
}

async function compile(compiler: Compiler, options: readonly string[], signal?: AbortSignal): Promise<void> {
  const command = [...compiler.command, ...options];
  const { code, stderr } = await execute(command, signal);
  if (code === 0) return;
  signal?.throwIfAborted();
  const log = join(enginesFolder(), 'compile.log');
  // Where the disk is full, that is what the compiler says.
  await writeFile(log, `${command.join(' ')}\n${stderr}`).catch(() => undefined);
  const first = stderr.split('\n').find((line) => /error|fatal|not found/i.test(line)) ?? 'no message';
  throw new Error(`The addon could not be compiled by ${compiler.version} (${first.trim()}): see ${log}.`);
}

/** Runs a command to its end; `code` is null where it could not be started. */
export function execute(
  command: readonly string[],
  signal?: AbortSignal,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [program = '', ...args] = command;
  return new Promise((done) => {
    execFile(program, args, { maxBuffer: 1 << 26, ...(signal && { signal }) }, (error, stdout, stderr) => {
      done({ code: error ? (typeof error.code === 'number' ? error.code : null) : 0, stdout, stderr });
    });
  });
}
