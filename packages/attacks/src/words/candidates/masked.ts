import { fill } from '../search/search.ts';
import type { Candidates } from '../search/moves.ts';
import type { MaskedPlace } from '../model/text-model.ts';
import { isOneWord, wordAt, written, type Edits, type Span, type WordedText } from '../text/words.ts';

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
    const asked = places.map((place) => placeIn(text, edits, place, masked));
    const lists = yield* fill(asked, most);
    return lists.map((list, index) =>
      list.filter((word) => word !== asked[index]!.word && /[a-zA-Z]/.test(word) && isOneWord(word)),
    );
  };
}

/** A place, with what the edits so far have made of the text around it. */
function placeIn(text: WordedText, edits: Edits, place: number, masked: boolean): MaskedPlace {
  const { start, end } = text.spans[place]!;
  const before = { text: text.text.slice(0, start), spans: text.spans.slice(0, place) };
  const after = { text: text.text.slice(end), spans: text.spans.map((span) => moved(span, end)) };
  const earlier = new Map([...edits].filter(([index]) => index < place));
  const later = new Map([...edits].filter(([index]) => index > place));
  return { before: written(before, earlier), word: wordAt(text, place), after: written(after, later), masked };
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start - by, end: end - by };
}
