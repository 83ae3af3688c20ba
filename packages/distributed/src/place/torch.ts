import type { Place } from './placed.ts';
import { portAsked, rankIn, wholeIn } from './variables.ts';

const names = ['RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT'] as const;

/** The place that torchrun's variables give; undefined where none is set, or there is one process. */
export function ofTorch(env: Readonly<NodeJS.ProcessEnv>): Place | undefined {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return undefined;
  const set = names.filter((name) => env[name]);
  if (missing.length > 0)
    throw new Error(
      `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set, but not ${missing.join(', ')}: set all four, or none of them.`,
    );
  const { rank, size } = rankIn(env, 'RANK', 'WORLD_SIZE');
  const master = wholeIn(env, 'MASTER_PORT', 1, 65535);
  const host = env['MASTER_ADDR']!.trim().replace(/^\[(.*)\]$/, '$1');
  if (/[\s/]/.test(host))
    throw new Error(`MASTER_ADDR is "${host}", but must be a host's name or address: correct it.`);
  if (size === 1) return undefined;
  // torchrun itself listens at MASTER_PORT where it says this.
  const isTaken = env['TORCHELASTIC_USE_AGENT_STORE'] === 'True';
  const port = portAsked(env) ?? (isTaken ? (master % 65535) + 1 : master);
  return { rank, size, rendezvous: { host, port }, from: 'torchrun' };
}
