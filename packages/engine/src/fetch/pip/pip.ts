import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the user's own pip is configured to do, from its files, its environment and its own defaults. */
export interface PipSettings {
  /** The command that runs pip, and the arguments that come first. */
  readonly command: readonly string[];
  /** Addresses of package indexes, in order; empty where the user allows none. */
  readonly indexes: readonly string[];
  /** Folders that hold files, in order. */
  readonly folders: readonly string[];
  /** Addresses of pages that link to files, in order. */
  readonly pages: readonly string[];
  readonly proxy?: string;
  readonly cert?: string;
  readonly clientCert?: string;
  readonly trustedHosts: readonly string[];
}

const candidates: readonly (readonly string[])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['uv', 'tool', 'run', 'pip'],
];

/** The ways in which pip is looked for, for error sentences. */
export const pipNames = 'python3 -m pip, python -m pip, pip3, pip, uv';

const answers = new Map<string, Promise<PipSettings | undefined>>();

/** Asks the user's pip (or uv's) for its configuration; undefined where there is none. Asked once per environment. */
export function askPip(): Promise<PipSettings | undefined> {
  const asked = Object.entries(process.env).filter(([name]) =>
    /^(PATH|HOME|XDG_CONFIG.*|VIRTUAL_ENV|PIP_.*|UV_.*)$/.test(name),
  );
  const environment = JSON.stringify([process.cwd(), asked]);
  const answer = answers.get(environment) ?? readSettings();
  answers.set(environment, answer);
  return answer;
}

async function readSettings(): Promise<PipSettings | undefined> {
  for (const command of candidates) {
    const listed = await runPip(command, ['config', 'list']);
    if (listed.code === 0) return interpret(command, parseConfig(listed.stdout));
  }
  return undefined;
}

async function interpret(command: readonly string[], config: Map<string, string>): Promise<PipSettings> {
  // pip reads a command's own section after the global one, and the environment last.
  const value = (name: string): string | undefined =>
    ['global', 'install', 'download', ':env:'].reduce<string | undefined>(
      (last, section) => config.get(`${section}.${name}`) ?? last,
      undefined,
    );
  const list = (...texts: (string | undefined)[]): string[] => texts.join(' ').split(/\s+/).filter(Boolean);
  const { UV_DEFAULT_INDEX, UV_INDEX_URL, UV_INDEX, UV_EXTRA_INDEX_URL, UV_FIND_LINKS } = process.env;
  const links = list(value('find-links'), UV_FIND_LINKS?.replaceAll(',', ' '));
  const first = value('index-url') ?? UV_DEFAULT_INDEX ?? UV_INDEX_URL ?? (await defaultIndex(command));
  // uv lets an index be written as name=address.
  const more = list(value('extra-index-url'), UV_INDEX, UV_EXTRA_INDEX_URL).map((text) => text.replace(/^[\w-]+=/, ''));
  const refused = /^(1|true|yes|on)$/i.test(value('no-index') ?? '');
  const settings = {
    command,
    indexes: refused ? [] : [...list(first), ...more],
    folders: links.filter((link) => !/^https?:/.test(link)).map(asFolder),
    pages: links.filter((link) => /^https?:/.test(link)),
    trustedHosts: list(value('trusted-host')),
  };
  const proxy = value('proxy');
  const cert = value('cert');
  const clientCert = value('client-cert');
  return { ...settings, ...(proxy && { proxy }), ...(cert && { cert }), ...(clientCert && { clientCert }) };
}

/** The index that pip names in its own help where none is configured. */
async function defaultIndex(command: readonly string[]): Promise<string | undefined> {
  const { stdout } = await runPip(command, ['download', '--help'], { COLUMNS: '400' });
  return /--index-url\b[^(]*\(default:?\s+([^\s)]+)\)/.exec(stdout)?.[1];
}

/** Reads `section.name='value'` lines, whose values are written as Python writes strings. */
function parseConfig(text: string): Map<string, string> {
  const config = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, quoted] = /^([^=]+)=(['"].*['"])\s*$/.exec(line) ?? [];
    if (!name || !quoted) continue;
    const value = quoted.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
    config.set(name.trim(), value);
  }
  return config;
}

function asFolder(link: string): string {
  return link.startsWith('file:') ? fileURLToPath(link) : resolve(link.replace(/^~(?=\/)/, process.env['HOME'] ?? '~'));
}

/** Runs pip to its end. `code` is null where it could not be started. */
export function runPip(
  command: readonly string[],
  args: readonly string[],
  environment: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [program = '', ...first] = command;
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', ...environment };
  return new Promise((done) => {
    execFile(
      program,
      [...first, ...args],
      { env, maxBuffer: 1 << 26, ...(signal && { signal }) },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : null) : 0;
        done({ code, stdout, stderr });
      },
    );
  });
}
