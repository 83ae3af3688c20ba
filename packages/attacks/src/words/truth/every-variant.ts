import { wholeNumber } from '@advtrain/core';
import { namedWith } from '../../attack/named.ts';
import { neighbouring, type Neighbours } from '../candidates/neighbours.ts';
import { likenessIn } from '../recipes/options.ts';
import { keptIn, movesOf, type SubstitutionOptions } from '../recipes/substitution.ts';
import { wordAttack, type TextAttack } from '../run/word-attack.ts';
import { alikeEnough, openPlaces, type Moves } from '../search/moves.ts';
import { ask, type Search, type Subject, type Variant } from '../search/search.ts';
import { wordAt, written, type Edits } from '../text/words.ts';

/** What is enumerated. */
export interface EveryVariantOptions extends Omit<SubstitutionOptions, 'goal' | 'maxShare'> {
  /** Words that a text may have at most; a longer one is refused. Default 10. */
  readonly maxWords?: number;
  /** Words that are edited at most. Default 3. */
  readonly maxChanges?: number;
}

/** How many variants are asked about at once; after each such lot the search may end. */
const LOT = 512;
const usualMost = 5;

/**
 * The ground truth: every variant of short texts, by the 5 (`most`) nearest neighbours of at most 3 words, those with fewer edits
 * first, to the first that the model errs on. What it does not break, no attack with the same neighbours and as few edits can.
 * At most 16,175 queries for 10 words. Throws one sentence where a text has more words than `maxWords`.
 *
 * @param neighbours the candidates of each word.
 * @param options how many words are edited, how long a text may be, and what other attacks on words take.
 */
export function everyVariant(neighbours: Neighbours, options: EveryVariantOptions = {}): TextAttack {
  const maxWords = wholeNumber('maxWords', options.maxWords ?? 10, 1);
  const maxChanges = wholeNumber('maxChanges', options.maxChanges ?? 3, 1);
  const most = options.most ?? usualMost;
  const moves = movesOf('Enumeration', neighbours, { ...options, most, maxShare: 1 });
  const candidatesOf = neighbouring(neighbours, most);
  const { part = 'text', similarity } = options;
  const name = `every variant of up to ${maxChanges} words by ${neighbours.name}`;
  return wordAttack({
    name: namedWith(name, { most: [most, usualMost], ...keptIn(options) }) + likenessIn(similarity),
    needs: ['logits', 'lexicon'],
    part,
    goal: 'logits',
    ...(similarity && { similarity }),
    search(subject) {
      const count = subject.text.spans.length;
      if (count > maxWords)
        throw new Error(
          `Row ${subject.row} has ${count} words, but every variant is tried of ${maxWords} at most: search with beamSubstitution.`,
        );
      return enumerate(subject, moves, maxChanges, (word) => [...new Set(candidatesOf(word, () => 0))]);
    },
  });
}

/** A place and what may stand in it. */
interface Choice {
  readonly place: number;
  readonly candidates: readonly string[];
}

function* enumerate(
  subject: Subject,
  moves: Moves,
  maxChanges: number,
  candidatesOf: (word: string) => readonly string[],
): Search<Variant | undefined> {
  const { text } = subject;
  const choices = openPlaces(subject, moves).map((place): Choice => {
    const word = wordAt(text, place);
    return { place, candidates: candidatesOf(word).filter((each) => each !== word) };
  });
  for (let changes = 1; changes <= maxChanges; changes++) {
    for (const lot of lots(everyEdit(choices, changes, new Map()))) {
      const variants = lot.map((edits): Variant => ({ edits, text: written(text, edits) }));
      const alike = yield* alikeEnough(variants, moves);
      if (alike.length === 0) continue;
      const { scores, over } = yield* ask(alike.map((variant) => variant.text));
      const found = scores.findIndex(({ wrong }) => wrong);
      if (found >= 0) return alike[found];
      if (over) return undefined;
    }
  }
  return undefined;
}

/** Every way to make so many edits more, each once: later edits are in later places. Made as they are needed, for they are many. */
function* everyEdit(choices: readonly Choice[], count: number, edits: Edits): Generator<Edits> {
  if (count === 0) {
    yield edits;
    return;
  }
  for (const [index, { place, candidates }] of choices.entries())
    for (const word of candidates)
      yield* everyEdit(choices.slice(index + 1), count - 1, new Map([...edits, [place, word]]));
}

function* lots<T>(all: Iterable<T>): Generator<readonly T[]> {
  let lot: T[] = [];
  for (const each of all) {
    lot.push(each);
    if (lot.length < LOT) continue;
    yield lot;
    lot = [];
  }
  if (lot.length > 0) yield lot;
}
