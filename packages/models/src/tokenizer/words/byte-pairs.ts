import { shown, type Fields } from '../fields.ts';
import { mergePairs } from './merge-pairs.ts';
import { MergeTable } from './merge-table.ts';
import { unknownOf, vocabularyOf, type Words } from './words.ts';

const encoder = new TextEncoder();

/** Byte-pair encoding (Sennrich et al. 2016): neighbours are merged, those that the list has first before others. */
export function bytePairs(json: Fields): Words {
  const ids = vocabularyOf(json);
  const prefix = json.text('continuing_subword_prefix', '');
  const suffix = json.text('end_of_word_suffix', '');
  const unknown = json.has('unk_token') ? unknownOf(json, ids) : undefined;
  const fuses = json.flag('fuse_unk', false);
  const fallsBack = json.flag('byte_fallback', false);
  const keepsWhole = json.flag('ignore_merges', false);
  if (json.has('dropout')) throw json.notImplemented('dropout');
  const merges = mergesOf(json, ids, prefix);

  const encode = (word: string): readonly number[] => {
    const whole = keepsWhole ? ids.get(word) : undefined;
    return whole === undefined ? mergePairs(begin(word), merges) : [whole];
  };
  const begin = (word: string): number[] => {
    const found: number[] = [];
    const characters = Array.from(word);
    let pending = false;
    for (const [index, character] of characters.entries()) {
      const before = index === 0 ? '' : prefix;
      const after = index === characters.length - 1 ? suffix : '';
      const part = before + character + after;
      const id = ids.get(part);
      if (id !== undefined) {
        if (pending) found.push(unknown!);
        pending = false;
        found.push(id);
        continue;
      }
      const bytes = fallsBack ? byteIds(part, ids) : undefined;
      if (bytes) {
        found.push(...bytes);
      } else if (unknown !== undefined) {
        if (pending && !fuses) found.push(unknown);
        pending = true;
      }
    }
    if (pending) found.push(unknown!);
    return found;
  };
  return { ids, encode };
}

/** The ids of a text's bytes, written as <0x41>, where the vocabulary has them all. */
export function byteIds(text: string, ids: ReadonlyMap<string, number>): number[] | undefined {
  const found: number[] = [];
  for (const byte of encoder.encode(text)) {
    const id = ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    if (id === undefined) return undefined;
    found.push(id);
  }
  return found;
}

function mergesOf(json: Fields, ids: ReadonlyMap<string, number>, prefix: string): MergeTable {
  const list = json.list('merges');
  const merges = new MergeTable(list.length);
  for (const [rank, entry] of list.entries()) {
    const pair: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
    const [left, right] = (Array.isArray(pair) ? pair : []) as unknown[];
    if (typeof left !== 'string' || typeof right !== 'string' || (pair as unknown[]).length !== 2) {
      throw new Error(`${json.path}.merges[${rank}] is ${shown(entry)}, but must be two tokens.`);
    }
    const [first, second, merged] = [left, right, left + right.slice(prefix.length)].map((token) => {
      const id = ids.get(token);
      if (id !== undefined) return id;
      throw new Error(`${json.path}.merges[${rank}] has ${shown(token)}, which is not in the vocabulary.`);
    }) as [number, number, number];
    merges.set(first, second, rank, merged);
  }
  return merges;
}
