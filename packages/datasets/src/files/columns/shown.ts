/** Messages show so many characters of a value. */
const longest = 80;

/** A value for a message, the beginning of a long one. */
export function shown(value: unknown): string {
  if (value instanceof Uint8Array) return 'bytes that are no UTF-8';
  const text = jsonOf(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** A value as JSON. Parquet's long integers come as BigInts, which JSON does not know. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
  } catch (error) {
    // JSON.parse reads what is nested deeper than the stack allows JSON.stringify to go.
    if (error instanceof RangeError) return 'nested too deep to be shown';
    throw error;
  }
}
