const numbers = new WeakMap<object, number>();
let last = 0;

/** A text that is the same for the same object, and for equal numbers and texts, and for nothing else. */
export function identity(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const known = numbers.get(value) ?? ++last;
  numbers.set(value, known);
  return `#${known}`;
}
