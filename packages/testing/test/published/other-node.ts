import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';

/** Another Node out of npm's packages of its programs, which need no install script; undefined where npm has none. */
export async function otherNode(major: number, folder: string): Promise<string | undefined> {
  const into = join(folder, String(major));
  const name = `node-${process.platform}-${process.arch}`;
  const { code } = await run(
    'npm',
    ['install', '--ignore-scripts', '--prefix', into, `${name}@${String(major)}`],
    folder,
  );
  const program = join(into, 'node_modules', name, 'bin', 'node');
  return code === 0 && existsSync(program) ? program : undefined;
}
