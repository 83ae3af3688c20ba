import type { MaskedPlace } from '../model/text-model.ts';
import type { Candidates } from '../search/moves.ts';
import { fill, type Search } from '../search/search.ts';
import { around, isOneWord, wordAt } from '../text/words.ts';

/** How a masked language model is asked. */
export interface FillOptions {
  /** At most so many words a place. */
  readonly most: number;
  /** Whether it sees the place masked (BAE), or with its word in it (BERT-Attack). */
  readonly masked: boolean;
}

/** The words that a masked language model finds likeliest in a place of the text as it is by then: those of letters. */
export function filled({ most, masked }: FillOptions): Candidates {
  return function* ({ text }, edits, places) {
    const asked = places.map((place): MaskedPlace => {
      const { before, after } = around(text, edits, place);
      return { before, word: wordAt(text, place), after, masked };
    });
    const lists = masked ? yield* words(asked, most) : yield* fill(asked, most);
    return lists.map((list) => list.filter((word) => /[a-zA-Z]/.test(word) && isOneWord(word)));
  };
}

/** As many as `most` for each place that are words: signs do not count, as in TextAttack's BAE. More are asked for until there are enough. */
function* words(asked: readonly MaskedPlace[], most: number): Search<readonly (readonly string[])[]> {
  for (let limit = 2 * most; ; limit *= 2) {
    const lists = yield* fill(asked, limit);
    const found = lists.map((list) => list.filter(isOneWord));
    const isEnough = found.every((list, place) => list.length >= most || lists[place]!.length < limit);
    if (isEnough) return found.map((list) => list.slice(0, most));
  }
}
