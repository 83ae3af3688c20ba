import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('@advtrain/engine/package.json') as { version: string };

/**
 * A command line of `advtrain`, for remedies, that works wherever a package of ours is installed: with its version npx takes the
 * command that is installed beside it, or else gets that one.
 *
 * @param words What follows the command, such as `engine install`.
 */
export function advtrainCommand(words: string): string {
  return `npx advtrain@${version} ${words}`;
}
