/**
 * Checks an option that is a number, in the factory that takes it: the sentence has the value and the rule.
 *
 * @param name what the option is called in the sentence.
 * @param value what was given; NaN is refused.
 * @param low the least value allowed.
 */
export function atLeast(name: string, value: number, low: number): number {
  if (!(value >= low)) throw new Error(`${name} is ${value}, but must be at least ${low}.`);
  return value;
}

/**
 * Checks an option that counts something.
 *
 * @param name what the option is called in the sentence.
 * @param value what was given; refused unless it is whole.
 * @param low the least value allowed.
 */
export function wholeNumber(name: string, value: number, low: number): number {
  if (!Number.isInteger(value) || value < low)
    throw new Error(`${name} is ${value}, but must be a whole number, at least ${low}.`);
  return value;
}
