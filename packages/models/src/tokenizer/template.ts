import { isId, isRecord, ownField, shown, type Fields } from './fields.ts';

/** A stretch of what a model reads: special tokens, or one of the two texts; with its segment. */
export type Stretch =
  { readonly text: 'A' | 'B'; readonly type: number } | { readonly ids: readonly number[]; readonly type: number };

/** What stands around a text, and around a pair of texts. */
export interface Template {
  readonly single: readonly Stretch[];
  readonly pair: readonly Stretch[];
}

const first: Stretch = { text: 'A', type: 0 };
const second = (type: number): Stretch => ({ text: 'B', type });

/** Nothing around the texts. */
const bare: Template = { single: [first], pair: [first, second(1)] };

/** What a post-processor of a tokenizer.json puts around texts; nothing without one. Throws one sentence where it is malformed. */
export function templateOf(json: Fields | undefined): Template {
  if (!json) return bare;
  const type = json.text('type');
  if (type === 'ByteLevel') return bare;
  if (type === 'TemplateProcessing') return { single: stretches(json, 'single'), pair: stretches(json, 'pair') };
  if (type === 'BertProcessing' || type === 'RobertaProcessing') return enclosed(json, type === 'BertProcessing');
  if (type !== 'Sequence') throw json.notImplemented('type');
  const others = json.parts('processors').filter((each) => each.text('type') !== 'ByteLevel');
  if (others.length > 1) throw json.notImplemented('processors');
  return templateOf(others[0]);
}

/** [CLS] A [SEP] B [SEP] with two segments, or RoBERTa's with one and two separators between texts. */
function enclosed(json: Fields, segments: boolean): Template {
  const idOf = (name: string): number => {
    const [token, id] = json.list(name);
    if (typeof token === 'string' && isId(id)) return id;
    throw new Error(`${json.path}.${name} is ${shown(json.list(name))}, but must be a token and its id.`);
  };
  const begin: Stretch = { ids: [idOf('cls')], type: 0 };
  const end = (type: number, count = 1): Stretch => ({ ids: Array.from({ length: count }, () => idOf('sep')), type });
  const single = [begin, first, end(0)];
  return segments
    ? { single, pair: [...single, second(1), end(1)] }
    : { single, pair: [begin, first, end(0, 2), second(0), end(0)] };
}

function stretches(json: Fields, name: 'single' | 'pair'): Stretch[] {
  const known = json.table('special_tokens');
  const found = json.parts(name).map((part): Stretch => {
    if (part.has('Sequence')) {
      const sequence = part.part('Sequence');
      const text = sequence.text('id');
      if (text === 'A' || text === 'B') return { text, type: sequence.count('type_id') };
      throw sequence.notImplemented('id');
    }
    const token = part.part('SpecialToken');
    const id = token.text('id');
    const special = ownField(known, id);
    const ids = isRecord(special) ? ownField(special, 'ids') : undefined;
    if (Array.isArray(ids) && ids.every(isId)) return { ids, type: token.count('type_id') };
    throw new Error(`${token.path}.id is ${shown(id)}, but ${json.path}.special_tokens has no ids for it.`);
  });
  const texts = found.map((each) => ('text' in each ? each.text : '')).join('');
  if (texts === (name === 'single' ? 'A' : 'AB')) return found;
  throw new Error(
    `${json.path}.${name} has the texts ${shown(texts)}, but must have ${name === 'single' ? 'A' : 'A and then B'}.`,
  );
}
