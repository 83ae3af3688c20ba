import { partsOf, type TagParts } from './scheme.ts';

/** A stretch of words with a type. */
export interface Entity {
  readonly type: string;
  /** Its first word. */
  readonly start: number;
  /** Its last word. */
  readonly end: number;
}

/**
 * The entities that tags say, as seqeval's default mode reads them, and CoNLL's script before it: leniently, so that I without a B before it
 * begins an entity, and a change of the type ends one.
 *
 * @param tags those of one sentence.
 */
export function entitiesIn(tags: readonly string[]): readonly Entity[] {
  const found: Entity[] = [];
  let before: TagParts = { prefix: 'O', type: '' };
  let start = 0;
  for (const [place, tag] of [...tags, 'O'].entries()) {
    const now = partsOf(tag);
    if (ends(before, now)) found.push({ type: before.type, start, end: place - 1 });
    if (begins(before, now)) start = place;
    before = now;
  }
  return found;
}

function ends(before: TagParts, now: TagParts): boolean {
  if (before.prefix === 'E' || before.prefix === 'S') return true;
  const isWithin = before.prefix === 'B' || before.prefix === 'I';
  if (isWithin && ['B', 'S', 'O'].includes(now.prefix)) return true;
  return !isOutside(before) && before.type !== now.type;
}

function begins(before: TagParts, now: TagParts): boolean {
  if (now.prefix === 'B' || now.prefix === 'S') return true;
  const isFresh = ['E', 'S', 'O'].includes(before.prefix);
  if (isFresh && (now.prefix === 'E' || now.prefix === 'I')) return true;
  return !isOutside(now) && before.type !== now.type;
}

function isOutside({ prefix }: TagParts): boolean {
  return prefix === 'O' || prefix === '.';
}
