import type { Hello } from './message.ts';
import { rankOn } from './names.ts';

/** How many parts that differ a sentence names. */
const named = 4;

/** In what a member differs from rank 0, as a sentence; undefined where it does not. */
export function difference(zero: Hello, other: Hello): string | undefined {
  const who = rankOn(other);
  const where = `where ${rankOn(zero).replace('R', 'r')}`;
  if (other.version !== zero.version)
    return `${who} has version ${shown(other.version)} ${where} has ${shown(zero.version)}: install the same everywhere.`;
  if (other.size !== zero.size)
    return `${who} is one of ${other.size} processes ${where} is one of ${zero.size}: tell all of them the same number.`;
  const parts = [...new Set([...Object.keys(zero.digest), ...Object.keys(other.digest)])].sort();
  const differing = parts.filter((part) => JSON.stringify(zero.digest[part]) !== JSON.stringify(other.digest[part]));
  if (differing.length === 0) return undefined;
  const [first, ...rest] = differing
    .slice(0, named)
    .map((part) => ({ part: shown(part), theirs: shown(other.digest[part]), ours: shown(zero.digest[part]) }));
  const more = rest.map(({ part, theirs, ours }) => `, ${part} ${theirs} for ${ours}`).join('');
  const beyond = differing.length > named ? `, and ${differing.length - named} more` : '';
  return `${who} has ${first!.part} ${first!.theirs} ${where} has ${first!.part} ${first!.ours}${more}${beyond}: start all with the same settings.`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : ((JSON.stringify(value) as string | undefined) ?? 'not set');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
