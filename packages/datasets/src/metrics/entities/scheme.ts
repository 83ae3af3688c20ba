/** How tags say where entities begin and end. BIOES is also called IOBES; BILOU has L for E and U for S. */
export type TagScheme = 'IOB1' | 'IOB2' | 'BIOES' | 'BILOU';

/** All names of {@link TagScheme}. */
export const tagSchemes: readonly TagScheme[] = ['IOB1', 'IOB2', 'BIOES', 'BILOU'];

/** A tag in its parts: `B-PER` is of the entity type PER. */
export interface TagParts {
  readonly prefix: string;
  readonly type: string;
}

const tagged = /^(?:O|[BIESLU]-.+)$/;

/** The parts of a tag as seqeval reads it: whatever stands behind the first character, without the first hyphen. */
export function partsOf(tag: string): TagParts {
  const rest = tag.slice(1);
  const hyphen = rest.indexOf('-');
  return { prefix: tag.charAt(0), type: (hyphen < 0 ? rest : rest.slice(hyphen + 1)) || '_' };
}

/**
 * The scheme of the tags of some sentences; `undefined` where they are no tags of entities, as those of parts of speech are not. Tags that
 * could be of IOB1 and of IOB2 are taken for the latter.
 *
 * @param sentences the tags of each.
 */
export function schemeOf(sentences: readonly (readonly string[])[]): TagScheme | undefined {
  const known = new Set(sentences.flat());
  if (known.size === 0 || ![...known].every((tag) => tagged.test(tag))) return undefined;
  const prefixes = new Set([...known].map((tag) => tag.charAt(0)));
  if (prefixes.size === 1 && prefixes.has('O')) return undefined;
  const has = (...some: string[]): boolean => some.some((prefix) => prefixes.has(prefix));
  if (has('L', 'U')) return has('E', 'S') ? undefined : 'BILOU';
  if (has('E', 'S')) return 'BIOES';
  return sentences.every(beginsWithB) ? 'IOB2' : 'IOB1';
}

/** Whether every entity of a sentence begins with B, and I follows its own type alone. */
function beginsWithB(tags: readonly string[]): boolean {
  return tags.every((tag, place) => {
    if (!tag.startsWith('I')) return true;
    const before = tags[place - 1];
    return before !== undefined && before !== 'O' && partsOf(before).type === partsOf(tag).type;
  });
}
