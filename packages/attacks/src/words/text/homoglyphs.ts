const characters = `-9876543210'abcdefghijklmnopqrstuvwxyz`;

/** What looks like each of them, which TextAttack counts to words as well. */
export const lookAlikes = '˗৭Ȣ𝟕бƼᏎƷᒿlO`ɑЬϲԁе𝚏ɡհіϳ𝒌ⅼｍոорԛⲅѕ𝚝սѵԝ×уᴢ';

/** What looks like a character, as TextAttack has it: one for each small letter, digit, hyphen and apostrophe. */
export const homoglyphs: ReadonlyMap<string, string> = new Map(
  Array.from(lookAlikes, (glyph, index): [string, string] => [characters[index]!, glyph]),
);
