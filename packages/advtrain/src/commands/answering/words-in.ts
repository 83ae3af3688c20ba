/** Words with what is within them, and every other mark on its own. */
const wordsAndMarks = /[\p{L}\p{M}\p{N}]+(?:[-'’.][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]/gu;

/** The words of a text, of which marks at their ends are words of their own. */
export function wordsIn(text: string): readonly string[] {
  return text.match(wordsAndMarks) ?? [];
}
