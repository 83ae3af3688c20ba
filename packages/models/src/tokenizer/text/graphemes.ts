/** Long enough that most graphemes fit, short enough that `Intl.Segmenter`, whose time grows with the square of a text, is fast. */
const usualWindow = 512;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The graphemes of a text, found in windows of it: in time that grows with the text's length. */
export function graphemes(text: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  let size = usualWindow;
  while (start < text.length) {
    const end = wholeCharacter(text, start + size);
    const inWindow = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment);
    // The last one may go on behind the window; the others end by what is in it.
    if (end < text.length) inWindow.pop();
    size = inWindow.length > 0 ? usualWindow : 2 * size;
    for (const grapheme of inWindow) {
      found.push(grapheme);
      start += grapheme.length;
    }
  }
  return found;
}

/** The place itself, or the one behind it where it would divide a character in two. */
function wholeCharacter(text: string, place: number): number {
  return place - 1 + String.fromCodePoint(text.codePointAt(place - 1) ?? 0).length;
}
