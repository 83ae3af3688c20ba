import { addedToken, plainToken, type AddedToken, type NumberedToken } from '../added-tokens.ts';
import { fields, isId, isRecord, ownField, shown, type Json } from '../fields.ts';
import { contentOf } from '../settings.ts';

const roles = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'].map((role) => `${role}_token`);

/**
 * The `added_tokens` of a tokenizer.json, which are `own`, and those that transformers adds to them: of tokenizer_config.json, which
 * may describe them anew, or else of added_tokens.json, which are `inFile`; then the special tokens that the settings name, where
 * they are not among those.
 */
export function allAddedTokens(
  own: readonly unknown[],
  settings: Json,
  inFile: readonly AddedToken[],
): readonly object[] {
  const listed = listsTokens(settings);
  const described = [...own.filter(isRecord), ...(listed ? fromSettings(settings) : [])];
  const known = new Set<unknown>(described.map(({ content }) => content));
  const others = [...(listed ? [] : inFile), ...namedTokens(settings)].filter(({ content }) => {
    const isNew = !known.has(content);
    known.add(content);
    return isNew;
  });
  return [...described, ...others];
}

/** Whether the settings list the added tokens themselves: the other files beside tokenizer.json do not count then. */
export function listsTokens(settings: Json): boolean {
  return ownField(settings, 'added_tokens_decoder') !== undefined;
}

/**
 * The settings with what special_tokens_map.json says, which goes before them. Throws one sentence where both have additional
 * tokens: of these transformers 4 takes the map's, 5 the settings'.
 */
export function withMap(settings: Json, map: Json): Json {
  const [one, other] = [settings, map].map(extraTokens);
  const both = one !== undefined && other !== undefined && !isEmpty(other);
  if (both && JSON.stringify(one) !== JSON.stringify(other)) {
    throw new Error(
      'special_tokens_map.json has other additional_special_tokens than tokenizer_config.json, so transformers 4 and 5 read it differently: save the tokenizer anew with save_pretrained(…).',
    );
  }
  return { ...settings, ...(Object.fromEntries(Object.entries(map).filter(([, value]) => !isEmpty(value))) as Json) };
}

function fromSettings(settings: Json): NumberedToken[] {
  const table = fields(settings, "tokenizer_config.json's", ' ').table('added_tokens_decoder');
  const tokens = Object.entries(table).map(([key, value]) => ({
    ...addedToken(value, `added_tokens_decoder.${key}`),
    id: idOf(Number(key), `added_tokens_decoder.${key}`),
  }));
  return byId(tokens);
}

/** The tokens of a parsed added_tokens.json; `said` is what files say of special tokens, without what a class has of its own. */
export function tokensInFile(added: Json, said: Json): NumberedToken[] {
  const special = new Set(namedTokens(said).map(({ content }) => content));
  const tokens = Object.entries(added).map(([content, id]) => ({
    ...plainToken(content, special.has(content)),
    id: idOf(id, `added_tokens.json's ${shown(content)}`),
  }));
  return byId(tokens);
}

function byId(tokens: readonly NumberedToken[]): NumberedToken[] {
  return [...tokens].sort((a, b) => a.id - b.id);
}

/** The special tokens that the settings name: by role, then others. */
function namedTokens(settings: Json): AddedToken[] {
  const others = Object.keys(settings).filter((name) => name.endsWith('_token') && !roles.includes(name));
  const extra = extraTokens(settings) ?? [];
  if (typeof extra !== 'object') {
    throw new Error(`extra_special_tokens is ${shown(extra)}, but must be a list of tokens.`);
  }
  const values = [
    ...[...roles, ...others].map((name) => ownField(settings, name)),
    ...(Object.values(extra) as unknown[]),
  ];
  return values.flatMap((value) => {
    const content = contentOf(value);
    if (content === undefined) return [];
    return [
      isRecord(value)
        ? { ...addedToken({ normalized: false, ...value }, content), special: true }
        : plainToken(content, true),
    ];
  });
}

/** Those of the field that has some; an empty list where that is all there is, for transformers 5 then looks no further. */
function extraTokens(settings: Json): unknown {
  const given = ['extra_special_tokens', 'additional_special_tokens'].map((name) => ownField(settings, name));
  return given.find((tokens) => tokens !== undefined && !isEmpty(tokens)) ?? given.find(Array.isArray);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function idOf(id: unknown, path: string): number {
  if (isId(id)) return id;
  throw new Error(`${path} is ${shown(id)}, but must be a whole number of at least 0.`);
}

/**
 * Throws one sentence where tokenizer.json, whose added tokens are `own`, has one that tokenizer_config.json lacks or has with
 * other settings: transformers 4 goes by the first, 5 by the second.
 */
export function mustAgree(own: readonly unknown[], settings: Json): void {
  if (!listsTokens(settings)) return;
  const others = new Map([...namedTokens(settings), ...fromSettings(settings)].map((token) => [token.content, token]));
  for (const [index, value] of own.entries()) {
    const token = addedToken(value, `The tokenizer's added_tokens[${index}]`);
    const other = others.get(token.content);
    const alike = (['single_word', 'lstrip', 'rstrip', 'normalized'] as const).every(
      (flag) => other?.[flag] === token[flag],
    );
    if (alike) continue;
    throw new Error(
      `The added token ${shown(token.content)} is not in tokenizer_config.json as it is in tokenizer.json, so transformers 4 and 5 read it differently: save the tokenizer anew with save_pretrained(…).`,
    );
  }
}
