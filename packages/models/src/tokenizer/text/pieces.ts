/** What becomes of the matches of a pattern that a text is split at. */
export type Behavior = 'Removed' | 'Isolated' | 'MergedWithPrevious' | 'MergedWithNext' | 'Contiguous';

/** All names of {@link Behavior}. */
export const behaviors: readonly string[] = [
  'Removed',
  'Isolated',
  'MergedWithPrevious',
  'MergedWithNext',
  'Contiguous',
];

type Stretch = { readonly text: string; readonly matched: boolean };

/** Splits a text at the matches of a global pattern, or, `inverted`, at what lies between them. */
export function split(text: string, pattern: RegExp, behavior: Behavior, inverted = false): string[] {
  const stretches = stretchesOf(text, pattern, inverted);
  if (behavior === 'Removed') return stretches.filter(({ matched }) => !matched).map((each) => each.text);
  if (behavior === 'Isolated') return stretches.map((each) => each.text);
  const pieces: string[] = [];
  let before: boolean | undefined;
  for (const { text: piece, matched } of stretches) {
    const joins =
      before !== undefined &&
      ((behavior === 'Contiguous' && matched === before) ||
        (behavior === 'MergedWithPrevious' && matched && !before) ||
        (behavior === 'MergedWithNext' && before && !matched));
    if (joins) pieces.push(pieces.pop()! + piece);
    else pieces.push(piece);
    before = matched;
  }
  return pieces;
}

function stretchesOf(text: string, pattern: RegExp, inverted: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  let end = 0;
  const add = (to: number, matched: boolean): void => {
    if (to > end) stretches.push({ text: text.slice(end, to), matched: matched !== inverted });
    end = to;
  };
  for (const { 0: match, index } of text.matchAll(pattern)) {
    add(index, false);
    add(index + match.length, true);
  }
  add(text.length, false);
  return stretches;
}
