import { UsageError } from '@advtrain/compare';
import { namesOfBalls, usualAttacks } from './attack-choice.ts';

/** What of the flags is about attacks on texts. */
interface AskedOfRows {
  readonly data: string;
  readonly names: readonly string[];
  readonly contrast?: string;
}

/** What examples have in place of one class each. */
export type RowsOf = 'tags' | 'answers';

/**
 * The attacks that can be run where words have tags or passages answers: those in balls. Where nobody names any, the others are left out, and
 * that is said. Throws a {@link UsageError} for those that are named, and for a contrast set.
 */
export function namesForRows(
  what: RowsOf,
  { data, names, contrast }: AskedOfRows,
  note: (line: string) => void,
): readonly string[] {
  const has = what === 'tags' ? `the words of ${data} have tags` : `the questions of ${data} have answers in passages`;
  if (contrast !== undefined)
    throw new UsageError(`--contrast is a set of texts with classes, but ${has}; leave it out.`);
  const inBalls = names.filter((name) => namesOfBalls.includes(name));
  const others = names.filter((name) => !namesOfBalls.includes(name));
  if (others.length === 0) return names;
  if (names.join() !== usualAttacks)
    throw new UsageError(
      `--attacks names ${others[0]!}, which edits texts, but ${has}, which would not fit the edited ones; name ${namesOfBalls.join(', ')}.`,
    );
  const lost = what === 'tags' ? 'words without their tags' : 'answers elsewhere in their passages';
  note(`Only ${inBalls.join(', ')} is run: attacks that edit texts would leave ${lost}.`);
  return inBalls;
}
