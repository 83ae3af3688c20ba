import { shown, type Fields } from '../fields.ts';
import { punctuation } from './bert-characters.ts';
import { byteLetters, byteLevelWords } from './byte-level.ts';
import { escaped, patternOf, wordCharacters } from './patterns.ts';
import { behaviors, split, type Behavior } from './pieces.ts';
import { prependScheme } from './prepend-scheme.ts';

/** Splits a piece of a text further. */
export type Split = (piece: string) => readonly string[];

const space = /\p{White_Space}/gu;
const spacesAndMarks = new RegExp(`[${punctuation}]|[^\\p{White_Space}${punctuation}]+`, 'gu');
const mark = new RegExp(`[${punctuation}]`, 'gu');
const wordsAndOthers = new RegExp(`[${wordCharacters}]+|[^${wordCharacters}\\p{White_Space}]+`, 'gu');

const kinds: Readonly<Record<string, (json: Fields) => Split>> = {
  BertPreTokenizer: () => (piece) => piece.match(spacesAndMarks) ?? [],
  ByteLevel: (json) => {
    const prefixed = json.flag('add_prefix_space', true);
    const splits = json.flag('use_regex', true);
    return (piece) => {
      const whole = prefixed && !piece.startsWith(' ') ? ` ${piece}` : piece;
      return (splits ? split(whole, byteLevelWords, 'Isolated') : [whole]).map(byteLetters);
    };
  },
  CharDelimiterSplit: (json) => {
    const delimiter = new RegExp(escaped(json.text('delimiter')), 'gu');
    return (piece) => split(piece, delimiter, 'Removed');
  },
  Digits: (json) => {
    const behavior = json.flag('individual_digits', false) ? 'Isolated' : 'Contiguous';
    return (piece) => split(piece, /\p{N}/gu, behavior);
  },
  FixedLength: (json) => {
    const length = json.count('length', 5);
    if (length === 0) throw json.notImplemented('length');
    const stretch = new RegExp(`.{1,${length}}`, 'gsu');
    return (piece) => piece.match(stretch) ?? [];
  },
  Metaspace: metaspace,
  Punctuation: (json) => {
    const behavior = behaviorOf(json, 'Isolated');
    return (piece) => split(piece, mark, behavior);
  },
  Sequence: (json) => {
    const all = json.parts('pretokenizers').map(preTokenizer);
    return (piece) => all.reduce(everyPiece, [piece]);
  },
  Split: (json) => {
    const pattern = patternOf(json);
    const behavior = behaviorOf(json);
    const inverted = json.flag('invert', false);
    return (piece) => split(piece, pattern, behavior, inverted);
  },
  Whitespace: () => (piece) => piece.match(wordsAndOthers) ?? [],
  WhitespaceSplit: () => (piece) => split(piece, space, 'Removed'),
};

/** The pre-tokenizer that a tokenizer.json describes. Throws one sentence for one that is not implemented or malformed. */
export function preTokenizer(json: Fields): Split {
  const type = json.text('type');
  if (Object.hasOwn(kinds, type)) return kinds[type]!(json);
  throw json.notImplemented('type');
}

function everyPiece(pieces: readonly string[], next: Split): string[] {
  const found: string[] = [];
  for (const piece of pieces) {
    for (const part of next(piece)) found.push(part);
  }
  return found;
}

/** SentencePiece's words: each begins with a mark that stands for the space before it. */
function metaspace(json: Fields): Split {
  const beginning = json.text('replacement');
  const scheme = prependScheme(json);
  const splits = json.flag('split', true);
  // In Python "first" depends on where a piece was in the text as written, before it was normalized and split.
  if (!['always', 'never'].includes(scheme)) throw json.notImplemented('prepend_scheme');
  if (Array.from(beginning).length !== 1) throw json.notImplemented('replacement');
  const pattern = new RegExp(escaped(beginning), 'gu');
  return (piece) => {
    const marked = piece.replaceAll(' ', () => beginning);
    const whole = scheme === 'always' && !marked.startsWith(beginning) ? beginning + marked : marked;
    return splits ? split(whole, pattern, 'MergedWithNext') : [whole];
  };
}

function behaviorOf(json: Fields, fallback?: Behavior): Behavior {
  const behavior = json.text('behavior', fallback);
  if (behaviors.includes(behavior)) return behavior as Behavior;
  throw new Error(`${json.path}.behavior is ${shown(behavior)}, but must be one of ${behaviors.join(', ')}.`);
}
