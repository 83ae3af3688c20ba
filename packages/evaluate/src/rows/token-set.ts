import { aText, checked, needed, thing, type RulesOf } from '@advtrain/core';
import { entityCounts, scoresOfCounts, textBatches } from '@advtrain/datasets';
import type { EntityCounts, ScoreName, TaggedTokens, TagScheme } from '@advtrain/datasets';
import { rowSetRules } from '../example-set.ts';
import type { ExampleSet, TextSetOptions } from '../example-set.ts';
import type { Scores } from '../scores.ts';
import { answerIn } from './judge.ts';
import type { Judged, Rows } from './judge.ts';
import { scoresIn } from './tally.ts';
import type { Tally } from './tally.ts';

/** How sentences whose words have tags are put into batches, and judged. */
export interface TokenSetOptions extends Omit<TextSetOptions, 'regression'> {
  /** The tags in the order of the head. */
  readonly tagNames: readonly string[];
  /** Whether tags say entities, which are then counted. Default: they do not. */
  readonly scheme?: TagScheme | undefined;
}

/**
 * What tags of words are measured by, the first what the best evaluation is chosen by.
 *
 * @param scheme how tags say entities; `undefined` where they say none.
 */
export function tagMetrics(scheme: TagScheme | undefined): readonly [ScoreName, ...ScoreName[]] {
  return scheme ? ['entity-f1', 'entity-precision', 'entity-recall', 'token-accuracy'] : ['token-accuracy'];
}

const rules: RulesOf<TokenSetOptions> = {
  ...rowSetRules,
  tagNames: needed(thing('an array of tags', 'length', 'map')),
  scheme: aText,
};

/**
 * Sentences whose words have tags. A sentence is right where all its tags are.
 *
 * @param encoded sentences with a label for each token.
 * @param options the id of padding, the most tokens, and the tags.
 */
export function tokenSet(encoded: readonly TaggedTokens[], options: TokenSetOptions): ExampleSet {
  const { padId, maxLength, batchTokens } = checked('tokenSet', options, rules);
  const batching = { padId, rows: 'tokens', ...(maxLength === undefined ? {} : { maxLength }) } as const;
  return {
    labels: encoded.map(() => 0),
    judge: (said) => judged(encoded, said, options),
    pick: (rows) =>
      tokenSet(
        rows.map((row) => encoded[row]!),
        options,
      ),
    training: (pass) => textBatches(encoded, undefined, { ...pass, ...batching }),
    evaluation: (batchSize = 16) =>
      textBatches(encoded, undefined, { batchSize, batchTokens, order: 'length', ...batching }),
  };
}

/**
 * Tags of the words of a sentence that a model reads, by their indices.
 *
 * @param rows the logits of each token.
 * @param tokens the labels of the sentence's tokens, which say where words begin.
 */
export function tagsIn(rows: Rows, { labels }: Pick<TaggedTokens, 'labels'>): readonly number[] {
  return Array.from(labels).flatMap((label, at) => (label < 0 ? [] : [answerIn(rows, at)]));
}

function judged(
  encoded: readonly TaggedTokens[],
  said: readonly Rows[],
  { tagNames, scheme }: TokenSetOptions,
): Judged {
  const known = encoded.map(({ labels }) => Array.from(labels).filter((label) => label >= 0));
  const answers = encoded.map((each, row) => tagsIn(said[row]!, each));
  const words = known.map((tags, row) => {
    const own = answers[row]!.filter((tag, place) => tag === tags[place]);
    return [tags.length, own.length];
  });
  const right = words.map(([all, own]) => all === own);
  const named = (all: readonly (readonly number[])[]): string[][] =>
    all.map((tags) => tags.map((tag) => tagNames[tag]!));
  const tally = scheme ? withEntities(words, entityCounts(named(answers), named(known))) : wordsAlone(words);
  const all = scoresIn(tally);
  const scores: Scores = Object.fromEntries(tagMetrics(scheme).map((name) => [name, all[name]!]));
  return { right, scores, tally };
}

/** The share of words whose tag is right. */
function wordsAlone(words: readonly (readonly number[])[]): Tally {
  return { counts: words, scores: ([all = 0, right = 0]) => ({ 'token-accuracy': right / all }) };
}

/** Scores of entities of all types together and of words, and the F1 of each type: `entity-f1 PER`. */
function withEntities(
  words: readonly (readonly number[])[],
  entities: readonly ReadonlyMap<string, EntityCounts>[],
): Tally {
  const types = [...new Set(entities.flatMap((each) => [...each.keys()]))].sort();
  const none: EntityCounts = { there: 0, found: 0, right: 0 };
  const counts = words.map((own, row) => [
    ...own,
    ...types.flatMap((type) => {
      const { there, found, right } = entities[row]!.get(type) ?? none;
      return [there, found, right];
    }),
  ]);
  const scores: Tally['scores'] = ([all = 0, rightWords = 0, ...sums]) => {
    const each = types.map((_, place): EntityCounts => {
      const [there = 0, found = 0, right = 0] = sums.slice(3 * place, 3 * place + 3);
      return { there, found, right };
    });
    const sum = (name: keyof EntityCounts): number => each.reduce((total, counted) => total + counted[name], 0);
    const { f1, precision, recall } = scoresOfCounts({ there: sum('there'), found: sum('found'), right: sum('right') });
    return {
      'entity-f1': f1,
      'entity-precision': precision,
      'entity-recall': recall,
      'token-accuracy': rightWords / all,
      ...Object.fromEntries(types.map((type, place) => [`entity-f1 ${type}`, scoresOfCounts(each[place]!).f1])),
    };
  };
  return { counts, scores };
}
