import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { output } from '../process.ts';
import { root } from '../root.ts';

/** Copies what a commit of the checkout as it stands would hold. */
export async function copyCheckout(into: string): Promise<void> {
  const listed = await output('git', ['ls-files', '-co', '--exclude-standard', '-z'], root);
  for (const file of new Set(listed.split('\0').filter(Boolean))) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(into, file)), { recursive: true });
    cpSync(join(root, file), join(into, file));
  }
}

/** Copies what this checkout has built of all packages but one, so that little is left to compile. */
export function copyBuilds(into: string, but: string): void {
  for (const name of readdirSync(join(root, 'packages'))) {
    const built = join(root, 'packages', name, 'dist');
    if (name !== but && existsSync(built)) cpSync(built, join(into, 'packages', name, 'dist'), { recursive: true });
  }
}
