import { fields, type Json } from './fields.ts';
import { contentOf, settingsOf } from './settings.ts';
import { addedTokensOf, padTokenOf } from './tokenizer.ts';
import { wordsOf } from './words/model.ts';

/** The files of a tokenizer with nothing left to be known from elsewhere. */
export interface WholeTokenizer {
  /** The content of tokenizer.json; its added tokens have the ids that Python gives them. */
  readonly json: Json;
  /** The content of tokenizer_config.json; special tokens are texts, and that of padding is named, but where it is a word like others. */
  readonly settings: Json;
}

/** What `tokenizer` makes of a tokenizer.json and a tokenizer_config.json, as files that say it themselves. */
export function wholeTokenizer(json: Json, settings: Json): WholeTokenizer {
  const parts = fields(json, "The tokenizer's", ' ');
  const words = wordsOf(parts.part('model')).ids;
  const added = addedTokensOf(parts, words);
  const texts = Object.entries(settings).map(([name, value]) => [
    name,
    name.endsWith('_token') ? (contentOf(value) ?? value) : value,
  ]);
  const padding = padTokenOf(new Set([...words.keys(), ...added.keys()]), settingsOf(settings, parts).padding);
  // Python adds what is named here to the tokens that it looks for in texts: a mere word of that name is none.
  const isLookedFor = settings['pad_token'] !== undefined || added.has(padding);
  return {
    json: { ...json, added_tokens: [...added.values()] },
    settings: { ...(Object.fromEntries(texts) as Json), ...(isLookedFor && { pad_token: padding }) },
  };
}
