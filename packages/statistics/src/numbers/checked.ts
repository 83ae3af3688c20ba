/** Throws one sentence where a list has fewer than so many values, or one that is no finite number. */
export function checkValues(name: string, values: ArrayLike<number>, least: number, remedy: string): void {
  if (values.length < least) {
    const some = values.length === 1 ? '1 value' : `${values.length} values`;
    throw new Error(`${name} has ${some}, but must have at least ${least}: ${remedy}.`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new Error(
        `${name} has ${values[i]} at place ${i + 1}, but must be numbers: leave out what measured nothing.`,
      );
    }
  }
}

/** Throws one sentence where a share is not strictly between 0 and 1. */
export function checkShare(name: string, share: number, example: number): void {
  if (share > 0 && share < 1) return;
  throw new Error(`${name} is ${share}, but must be above 0 and below 1, such as ${example}.`);
}

/** Throws one sentence where a count is no whole number of at least `least`. */
export function checkCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new Error(`${name} is ${value}, but must be a whole number of at least ${least}.`);
}

/** Throws one sentence where a value is negative or no number. */
export function checkSize(name: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new Error(`${name} is ${value}, but must be a number of at least 0.`);
}
