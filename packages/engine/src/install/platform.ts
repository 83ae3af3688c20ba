import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What decides whether native TensorFlow can run on this machine. */
export interface Platform {
  /** Such as `linux-x64` or `darwin-arm64`. */
  readonly name: string;
  /** The version of the GNU C library; undefined where there is another (musl, macOS). */
  readonly glibc?: string;
  /** Instruction sets that TensorFlow can use, of those that matter to it; empty where they cannot be told. */
  readonly cpuFeatures: readonly string[];
  /** Why native TensorFlow cannot run here: a sentence; undefined where it can. */
  readonly unsupported?: string;
}

/** The oldest GNU C library that TensorFlow's wheels run on. */
const oldestGlibc = '2.27';

/** What this machine is, and whether native TensorFlow can run on it. */
export function platform(): Platform {
  const name = `${process.platform}-${process.arch}`;
  const glibc = process.platform === 'linux' ? glibcVersion() : undefined;
  const cpuFeatures = featuresOfCpu();
  const unsupported = whyNot(name, glibc, cpuFeatures);
  return { name, cpuFeatures, ...(glibc && { glibc }), ...(unsupported && { unsupported }) };
}

function whyNot(name: string, glibc: string | undefined, features: readonly string[]): string | undefined {
  if (!['linux-x64', 'linux-arm64', 'darwin-arm64'].includes(name)) {
    return `Native TensorFlow is not offered for ${name}: use Linux on x64 or arm64, or macOS on arm64.`;
  }
  if (!name.startsWith('linux')) return undefined;
  if (glibc === undefined) {
    return 'This system has no GNU C library (it is probably Alpine), which native TensorFlow needs: use a Debian-based image.';
  }
  if (older(glibc, oldestGlibc)) {
    return `The GNU C library here is ${glibc}, but native TensorFlow needs at least ${oldestGlibc}: use a newer system.`;
  }
  if (name === 'linux-x64' && features.length > 0 && !features.includes('avx')) {
    return 'This processor has no AVX instructions, which native TensorFlow needs: use another machine.';
  }
  return undefined;
}

function glibcVersion(): string | undefined {
  // The report would otherwise look up the names of network peers, which takes seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

/** Instruction sets that a compiler may use where it compiles for this very processor. */
export function instructionSets(): readonly string[] {
  if (process.platform !== 'linux') return [cpus()[0]?.model ?? ''];
  const x86 = /^(s?sse|avx|amx|fma|f16c|bmi|abm|adx|movbe|popcnt|gfni|sha|v?aes|v?pclmul)/;
  return featureLine().filter((feature) => process.arch !== 'x64' || x86.test(feature));
}

/** What Linux says of the processor. */
function featureLine(): readonly string[] {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    return line.trim().split(/\s+/).sort();
  } catch {
    return [];
  }
}

function featuresOfCpu(): string[] {
  if (process.platform !== 'linux') return [];
  const known = [
    'sse4_2',
    'avx',
    'avx2',
    'fma',
    'f16c',
    'avx512f',
    'avx512_vnni',
    'avx512_bf16',
    'amx_bf16',
    'amx_int8',
  ];
  const arm = ['asimd', 'asimddp', 'bf16', 'i8mm', 'sve'];
  const present = new Set(featureLine());
  return [...known, ...arm].filter((feature) => present.has(feature));
}

function older(version: string, bound: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = bound.split('.').map(Number);
  return major === leastMajor ? minor < leastMinor : major < leastMajor;
}
