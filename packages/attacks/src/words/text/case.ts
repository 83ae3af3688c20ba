/** A word in the case of another, as TextAttack restores it: small, CAPITAL or Capitalised; else as it is. */
export function recoverCase(word: string, like: string): string {
  if (isLower(like)) return word.toLowerCase();
  const [first = '', ...rest] = like;
  if (isUpper(like) && rest.length > 0) return word.toUpperCase();
  if (isUpper(first) && isLower(rest.join(''))) return capitalised(word);
  return word;
}

function capitalised(word: string): string {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** As in Python: something has a case, and nothing of it is a capital. */
function isLower(text: string): boolean {
  return text === text.toLowerCase() && text !== text.toUpperCase();
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}
