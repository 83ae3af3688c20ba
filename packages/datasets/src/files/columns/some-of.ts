/** Names are listed up to so many. */
const most = 20;

/** Names as a list for a sentence: the first of many, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const first = names.slice(0, most).map(unambiguous).join(', ');
  return names.length <= most ? first : `${first} … and ${(names.length - most).toLocaleString('en-US')} more`;
}

/** A name in quotes, where it would not be seen what belongs to it. */
function unambiguous(name: string): string {
  return name === '' || /^\s|\s$|,/.test(name) ? JSON.stringify(name) : name;
}
