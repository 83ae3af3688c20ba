/** Names are listed up to so many. */
const most = 20;

/** Names as a list for a sentence: the first of many, and how many more there are. */
export function someOf(names: readonly string[]): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} … and ${(names.length - most).toLocaleString('en-US')} more`;
}
