import { UsageError } from '@advtrain/compare';
import { namesOfBalls, usualAttacks } from './attack-choice.ts';

/** What of the flags is about attacks on texts. */
interface AskedOfTags {
  readonly data: string;
  readonly names: readonly string[];
  readonly contrast?: string;
}

/**
 * The attacks that can be run where words have tags: those in balls. Where nobody names any, the others are left out, and that is said.
 * Throws a {@link UsageError} for those that are named, and for a contrast set.
 */
export function namesForTags({ data, names, contrast }: AskedOfTags, note: (line: string) => void): readonly string[] {
  if (contrast !== undefined)
    throw new UsageError(
      `--contrast is a set of texts with classes, but the words of ${data} have tags; leave it out.`,
    );
  const inBalls = names.filter((name) => namesOfBalls.includes(name));
  const others = names.filter((name) => !namesOfBalls.includes(name));
  if (others.length === 0) return names;
  if (names.join() !== usualAttacks)
    throw new UsageError(
      `--attacks names ${others[0]!}, which edits texts, but the words of ${data} have tags, which would not fit the edited ones; name ${namesOfBalls.join(', ')}.`,
    );
  note(`Only ${inBalls.join(', ')} is run: attacks that edit texts would leave words without their tags.`);
  return inBalls;
}
