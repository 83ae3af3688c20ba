type Json = Readonly<Record<string, unknown>>;

/** GPT-2's split into words. White space is Unicode's, as in Python: JavaScript's `\s` has U+FEFF too and lacks U+0085. */
const words =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\p{White_Space}\\p{L}\\p{N}]+|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+";

/**
 * A parsed tokenizer.json whose byte-level pre-tokenizer, if it has one, finds white space where Python's finds it. One
 * that puts a space before the text stays as it is: its words cannot be split beforehand.
 */
export function withUnicodeSpaces(json: Json): Json {
  const given = json['pre_tokenizer'] as Json | null | undefined;
  if (given?.['type'] !== 'ByteLevel' || given['use_regex'] === false || given['add_prefix_space'] === true)
    return json;
  const split = { type: 'Split', pattern: { Regex: words }, behavior: 'Removed', invert: true };
  return { ...json, pre_tokenizer: { type: 'Sequence', pretokenizers: [split, { ...given, use_regex: false }] } };
}
