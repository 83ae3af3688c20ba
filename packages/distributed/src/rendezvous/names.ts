import { hostname } from 'node:os';
import type { Hello } from './message.ts';

/** How long this host's name may be in a sentence. */
export const ownName = hostname().slice(0, 64);

/** "Rank 2 (gpu-2)". */
export function rankOn({ rank, name }: Pick<Hello, 'rank' | 'name'>): string {
  return `Rank ${rank} (${name})`;
}

/** "Ranks 1, 2 and 4". */
export function ranks(list: readonly number[]): string {
  const shown = list.length > 10 ? list.slice(0, 9) : list;
  const last = list.length > 10 ? `${list.length - 9} more` : String(shown.at(-1));
  const before = list.length > 10 ? shown : shown.slice(0, -1);
  return list.length === 1 ? `Rank ${last}` : `Ranks ${before.join(', ')} and ${last}`;
}
