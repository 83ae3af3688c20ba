/** Checks an option that is a number, in the factory that takes it: the sentence has the value and the rule. */
export function atLeast(name: string, value: number, low: number): number {
  if (!(value >= low)) throw new Error(`${name} is ${value}, but must be at least ${low}.`);
  return value;
}

/** Checks an option that counts something. */
export function wholeNumber(name: string, value: number, low: number): number {
  if (!Number.isInteger(value) || value < low)
    throw new Error(`${name} is ${value}, but must be a whole number, at least ${low}.`);
  return value;
}
