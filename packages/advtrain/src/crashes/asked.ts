import { parseArgs } from 'node:util';

/** Names the crashes that are gone on after, where no option does. */
export const crashesVariable = 'ADVTRAIN_CRASHES';

/** The commands that keep what they can go on from. */
const going: readonly (string | undefined)[] = ['train', 'compare', 'harden'];

/**
 * After how many crashes a command is to go on, before anything but that is read; 0 where that is no proper number, which the command
 * itself refuses.
 */
export function crashesAsked([name, ...args]: readonly string[], env: Readonly<NodeJS.ProcessEnv>): number {
  if (!going.includes(name)) return 0;
  const { values } = parseArgs({ args, options: { crashes: { type: 'string' } }, strict: false });
  const crashes = Number(values.crashes ?? env[crashesVariable] ?? 0);
  return Number.isSafeInteger(crashes) && crashes > 0 ? crashes : 0;
}
