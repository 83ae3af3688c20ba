/**
 * Refuses options that there are not, in the sentence of `checked` of `@advtrain/core`, which stands on this package.
 *
 * @param called the function, for the sentence.
 * @param options what the caller passed; anything but an object is refused.
 * @param known the options that there are.
 */
export function onlyOptions<Options extends object>(
  called: string,
  options: Options,
  known: readonly (keyof Options & string)[],
): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    throw new Error(
      `${called} was given ${String(given)}, but takes its options as an object: ${called}({ ${known.join(', ')} }).`,
    );
  }
  const strange = Object.keys(given).find((name) => !(known as readonly string[]).includes(name));
  if (strange === undefined) return;
  const listed = `${known.slice(0, -1).join(', ')} and ${known.at(-1)!}`;
  throw new Error(`${called} has no option "${strange}"; it has ${listed}.`);
}
