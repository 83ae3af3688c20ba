import type { Fields } from '../fields.ts';
import { bertNormalizer } from './bert-normalizer.ts';
import { byteLetters } from './byte-level.ts';
import { lowercase } from './lowercase.ts';
import { patternOf } from './patterns.ts';
import { precompiled } from './precompiled.ts';

/** Changes a text before it is split. */
export type Normalize = (text: string) => string;

const kinds: Readonly<Record<string, (json: Fields) => Normalize>> = {
  BertNormalizer: bertNormalizer,
  ByteLevel: () => byteLetters,
  Lowercase: () => lowercase,
  NFC: () => (text) => text.normalize('NFC'),
  NFD: () => (text) => text.normalize('NFD'),
  NFKC: () => (text) => text.normalize('NFKC'),
  NFKD: () => (text) => text.normalize('NFKD'),
  Precompiled: precompiled,
  Prepend: (json) => {
    const before = json.text('prepend');
    return (text) => (text === '' ? text : before + text);
  },
  Replace: (json) => {
    const pattern = patternOf(json);
    const content = json.text('content');
    return (text) => text.replace(pattern, () => content);
  },
  Sequence: (json) => {
    const all = json.parts('normalizers').map(normalizer);
    return (text) => all.reduce((changed, normalize) => normalize(changed), text);
  },
  Strip: (json) => {
    const left = json.flag('strip_left') ? '^\\p{White_Space}+' : '(?!)';
    const right = json.flag('strip_right') ? '\\p{White_Space}+$' : '(?!)';
    const ends = new RegExp(`${left}|${right}`, 'gu');
    return (text) => text.replace(ends, '');
  },
  StripAccents: () => (text) => text.replace(/\p{M}/gu, ''),
};

/** The normalizer that a tokenizer.json describes. Throws one sentence for one that is not implemented or malformed. */
export function normalizer(json: Fields): Normalize {
  const type = json.text('type');
  if (Object.hasOwn(kinds, type)) return kinds[type]!(json);
  throw json.notImplemented('type');
}
