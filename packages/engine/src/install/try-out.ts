import { readFileSync, statSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execute } from './compile.ts';

/** What an installation notes of itself. */
interface EngineFile {
  /** The bytes of each library and addon. Absent in folders of earlier versions. */
  readonly bytes?: Readonly<Record<string, number>>;
}

const note = 'engine.json';

/** Loads the addon of a folder in a process of its own and multiplies. Gives what went wrong, in a few words. */
export async function tryOut(folder: string): Promise<string | undefined> {
  const program = `
    const b = require(process.argv[1]);
    const type = { name: 'T', type: b.TF_ATTR_TYPE, value: b.TF_FLOAT };
    const x = b.createTensor([1, 1], b.TF_FLOAT, new Float32Array([3]));
    const [y] = b.executeOp('MatMul', [type], [x, x], 1);
    process.exit(b.tensorDataSync(y.id)[0] === 9 ? 0 : 1);`;
  const { code, stderr } = await execute([process.execPath, '-e', program, join(folder, 'advtrain.node')]);
  if (code === 0) return undefined;
  const said = stderr.split('\n').find((line) => /error/i.test(line));
  return said?.trim() ?? 'it ended without a message';
}

/** Notes what is in an installation, for {@link damageOf}. */
export async function noteInstalled(folder: string, about: Readonly<Record<string, string>>): Promise<void> {
  const bytes: Record<string, number> = {};
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name));
    if (found.isFile()) bytes[name] = found.size;
  }
  await writeFile(join(folder, note), JSON.stringify({ ...about, bytes }, null, 2));
}

/**
 * What of an installation is not as it was made, in words; a library that was cut would end the process by a signal. Reads
 * sizes alone, which is what a full disk and an interrupted copy change.
 */
export function damageOf(folder: string): string | undefined {
  const { bytes = {} } = noted(folder);
  for (const [name, expected] of Object.entries(bytes)) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
    if (found === undefined) return `${name} is missing`;
    if (found !== expected) return `${name} has ${found} bytes, but had ${expected} when it was installed`;
  }
  return undefined;
}

function noted(folder: string): EngineFile {
  try {
    return JSON.parse(readFileSync(join(folder, note), 'utf8')) as EngineFile;
  } catch {
    return {};
  }
}
