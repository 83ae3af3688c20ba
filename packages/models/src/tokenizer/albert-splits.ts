type Json = Readonly<Record<string, unknown>>;

/**
 * A parsed tokenizer.json that splits at white space, as ALBERT's does, and now splits where Python does: white space is Unicode's,
 * and a token that stands for itself in the text as written, such as `"`, does not do so where the normalizer made it (of `''`).
 */
export function withWrittenTokens(json: Json): Json {
  const splitter = json['pre_tokenizer'] as { type?: unknown; pretokenizers?: Json[] } | null | undefined;
  const [first, ...others] = splitter?.type === 'Sequence' ? (splitter.pretokenizers ?? []) : [];
  if (first?.['type'] !== 'WhitespaceSplit') return json;
  const words = { type: 'Split', pattern: { Regex: '\\P{White_Space}+' }, behavior: 'Removed', invert: true };
  const given = json['normalizer'] as Json | null | undefined;
  const changed = { ...json, pre_tokenizer: { type: 'Sequence', pretokenizers: [words, ...others] } };
  const tokens = (json['added_tokens'] ?? []) as { content: string; normalized: boolean }[];
  const written = tokens.filter(({ normalized }) => !normalized).map(({ content }) => escaped(content));
  if (!given || written.length === 0) return changed;
  // The package compares each stretch between added tokens with all of them again once it is normalized. A space, which the split removes, makes it another.
  const apart = { type: 'Replace', pattern: { Regex: `\\A(?:${written.join('|')})\\z` }, content: ' $&' };
  return { ...changed, normalizer: { type: 'Sequence', normalizers: [given, apart] } };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
