/**
 * Parses an option that may be given several times: all its values, in their order.
 *
 * @param value what it is given.
 * @param before what it was given before.
 */
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
