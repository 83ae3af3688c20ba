import type { Entity } from './entities.ts';
import type { TagScheme } from './scheme.ts';

/** How a tag and the one before it must be: a letter each (`*` is any), and whether their types are the same (`=`), others (`!`) or any. */
type Pattern = readonly [before: string, now: string, types: '=' | '!' | '*'];

/** What a scheme says of two neighbours. */
interface Rules {
  readonly prefixes: string;
  readonly starts: readonly Pattern[];
  readonly continues: readonly Pattern[];
  readonly ends: readonly Pattern[];
}

const inside: readonly Pattern[] = [
  ['B', 'I', '='],
  ['I', 'I', '='],
];

/** As seqeval has them. */
const rules: Readonly<Record<TagScheme, Rules>> = {
  IOB1: {
    prefixes: 'IOB',
    starts: [
      ['O', 'I', '*'],
      ['I', 'I', '!'],
      ['B', 'I', '*'],
      ['I', 'B', '='],
      ['B', 'B', '='],
    ],
    continues: inside,
    ends: [
      ['I', 'I', '!'],
      ['I', 'O', '*'],
      ['I', 'B', '*'],
      ['B', 'O', '*'],
      ['B', 'I', '!'],
      ['B', 'B', '='],
    ],
  },
  IOB2: {
    prefixes: 'IOB',
    starts: [['*', 'B', '*']],
    continues: inside,
    ends: [
      ['I', 'O', '*'],
      ['I', 'I', '!'],
      ['I', 'B', '*'],
      ['B', 'O', '*'],
      ['B', 'I', '!'],
      ['B', 'B', '*'],
    ],
  },
  BIOES: closed('E', 'S'),
  BILOU: closed('L', 'U'),
};

/** The rules of a scheme that says where an entity ends, and which has one word. */
function closed(last: string, single: string): Rules {
  return {
    prefixes: `BIO${last}${single}`,
    starts: [
      ['*', 'B', '*'],
      ['*', single, '*'],
    ],
    continues: [...inside, ['B', last, '='], ['I', last, '=']],
    ends: [
      [single, '*', '*'],
      [last, '*', '*'],
    ],
  };
}

/**
 * The entities that tags say by a scheme, as seqeval's strict mode reads them: a stretch that breaks the scheme's rules is none. Throws
 * one sentence for a tag that the scheme does not have.
 *
 * @param tags those of one sentence.
 * @param scheme how they say entities.
 */
export function strictEntitiesIn(tags: readonly string[], scheme: TagScheme): readonly Entity[] {
  const { prefixes, starts, continues, ends } = rules[scheme];
  const all = [...tags, 'O'].map((tag) => {
    if (!prefixes.includes(tag.charAt(0)) || tag === '')
      throw new Error(
        `The tag is "${tag}", but tags of ${scheme} begin with one of ${Array.from(prefixes).join(', ')}.`,
      );
    return { prefix: tag.charAt(0), type: tag.slice(1).replace(/^-+|-+$/g, '') || '_' };
  });
  const matches = (patterns: readonly Pattern[], place: number): boolean => {
    const now = all[place]!;
    const before = all[place - 1] ?? all.at(-1)!;
    const isSame = before.type === now.type;
    return patterns.some(
      ([first, second, types]) =>
        (first === '*' || first === before.prefix) &&
        (second === '*' || second === now.prefix) &&
        (types === '*' || (types === '=') === isSame),
    );
  };
  const found: Entity[] = [];
  let place = 0;
  while (place < all.length) {
    if (!matches(starts, place)) {
      place++;
      continue;
    }
    let next = place + 1;
    while (matches(continues, next)) next++;
    if (matches(ends, next)) found.push({ type: all[place]!.type, start: place, end: next - 1 });
    place = next;
  }
  return found;
}
