import { difference } from './difference.ts';
import type { Hello, Verdict } from './message.ts';

/** Why rank 0 refuses all when this one comes; undefined where it does not. */
export function objection(zero: Hello, guest: Hello, before: Hello | undefined): Verdict | undefined {
  if (guest.trouble !== undefined) return { refused: guest.trouble, isPassing: true };
  const differs = difference(zero, guest);
  if (differs !== undefined) return { refused: differs, isPassing: false };
  if (before === undefined) return undefined;
  const who = `rank ${guest.rank} (on ${before.name} and ${guest.name})`;
  return { refused: `Two processes say that they are ${who}: give each a rank of its own.`, isPassing: false };
}
