import { readFileSync, statSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What an installation notes of itself. */
interface EngineFile {
  /** The bytes of each library and addon. Absent in folders of earlier versions. */
  readonly bytes?: Readonly<Record<string, number>>;
}

const note = 'engine.json';

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
