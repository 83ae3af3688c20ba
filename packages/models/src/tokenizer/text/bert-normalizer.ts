import type { Fields } from '../fields.ts';
import { ideographs, marks, removed, spaces } from './bert-characters.ts';
import { lowercase } from './lowercase.ts';

const control = new RegExp(`[${removed}]`, 'gu');
const blank = new RegExp(`[${spaces}]`, 'gu');
const accent = new RegExp(`[${marks}]`, 'gu');
const chinese = new RegExp(`[${ideographs}]`, 'gu');
const isPlain = /^[\x20-\x7e]*$/;

/** What a `BertNormalizer` of a tokenizer.json does to a text, by the tables of Python's `tokenizers`. */
export function bertNormalizer(json: Fields): (text: string) => string {
  const cleans = json.flag('clean_text', true);
  const separates = json.flag('handle_chinese_chars', true);
  const lowers = json.flag('lowercase', true);
  const strips = json.flag('strip_accents', lowers);
  return (text) => {
    if (isPlain.test(text)) return lowers ? text.toLowerCase() : text;
    let changed = text;
    if (cleans) changed = changed.replace(control, '').replace(blank, ' ');
    if (separates) changed = changed.replace(chinese, ' $& ');
    if (strips) changed = changed.normalize('NFD').replace(accent, '');
    return lowers ? lowercase(changed) : changed;
  };
}
