import { entitiesIn, type Entity } from './entities.ts';
import type { TagScheme } from './scheme.ts';
import { strictEntitiesIn } from './strict-entities.ts';

/** How many entities are there, are found, and are found rightly. */
export interface EntityCounts {
  readonly there: number;
  readonly found: number;
  readonly right: number;
}

/** Options of {@link entityCounts}. */
export interface EntityScoreOptions {
  /** The scheme whose rules tags must keep: seqeval's strict mode. Default: none, its default mode. */
  readonly scheme?: TagScheme;
}

/**
 * The entities of each sentence, counted by their types, as seqeval counts them: one is right where its first word, its last word and its
 * type are. Throws one sentence where predictions and labels have other lengths.
 *
 * @param predicted the tags of each sentence.
 * @param labels the right tags of each sentence.
 * @param options `scheme`, by which only whole entities count. Default: leniently.
 */
export function entityCounts(
  predicted: readonly (readonly string[])[],
  labels: readonly (readonly string[])[],
  { scheme }: EntityScoreOptions = {},
): readonly ReadonlyMap<string, EntityCounts>[] {
  check(predicted, labels);
  const answers = bySentence(predicted, scheme);
  return bySentence(labels, scheme).map((known, row) => countsOf(known, answers[row]!));
}

function countsOf(known: readonly Entity[], answers: readonly Entity[]): ReadonlyMap<string, EntityCounts> {
  const keyOf = ({ type, start, end }: Entity): string => `${start} ${end} ${type}`;
  const right = new Set(known.map(keyOf));
  const counts = new Map<string, EntityCounts>();
  const add = (type: string, more: Partial<EntityCounts>): void => {
    const { there, found, right: so } = counts.get(type) ?? { there: 0, found: 0, right: 0 };
    counts.set(type, {
      there: there + (more.there ?? 0),
      found: found + (more.found ?? 0),
      right: so + (more.right ?? 0),
    });
  };
  for (const { type } of known) add(type, { there: 1 });
  for (const each of answers) add(each.type, { found: 1, right: right.has(keyOf(each)) ? 1 : 0 });
  return counts;
}

/** The entities of each sentence, their words numbered through all of them. */
function bySentence(
  sentences: readonly (readonly string[])[],
  scheme: TagScheme | undefined,
): readonly (readonly Entity[])[] {
  if (scheme) return sentences.map((tags) => strictEntitiesIn(tags, scheme));
  const found: Entity[][] = sentences.map(() => []);
  const rowOf = sentences.flatMap((tags, row) => [...tags, 'O'].map(() => row));
  // seqeval puts an O behind every sentence and reads all as one, which an untyped tag at the beginning shows.
  for (const each of entitiesIn(sentences.flatMap((tags) => [...tags, 'O']))) found[rowOf[each.start]!]!.push(each);
  return found;
}

function check(predicted: readonly (readonly string[])[], labels: readonly (readonly string[])[]): void {
  if (predicted.length !== labels.length)
    throw new Error(`There are tags of ${predicted.length} sentences for ${labels.length}: give as many of each.`);
  const unlike = labels.findIndex((tags, row) => tags.length !== predicted[row]!.length);
  if (unlike < 0) return;
  throw new Error(
    `Sentence ${unlike} has ${labels[unlike]!.length} tags and ${predicted[unlike]!.length} predicted ones: give a word one of each.`,
  );
}
