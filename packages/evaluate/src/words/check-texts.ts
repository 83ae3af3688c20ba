/**
 * Throws one sentence where something that should be a text is none, or pairs are not as many as texts.
 *
 * @param texts the texts; of pairs the first ones.
 * @param pairs the second ones. Default: there are none.
 */
export function checkTexts(texts: readonly unknown[], pairs?: readonly unknown[]): void {
  if (!Array.isArray(texts)) throw new Error(`texts is ${String(texts)}, but must be an array of texts.`);
  if (pairs && pairs.length !== texts.length)
    throw new Error(`There are ${texts.length} texts and ${pairs.length} pairs: give each text its pair.`);
  for (const [name, all] of Object.entries({ texts, pairs })) {
    const place = all?.findIndex((text) => typeof text !== 'string') ?? -1;
    if (place >= 0) throw new Error(`${name}[${place}] is ${String(all![place])}, but must be a text.`);
  }
}
