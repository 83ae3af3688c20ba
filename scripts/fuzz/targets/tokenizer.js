import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchTokenizer } from '../../../packages/advtrain/src/models/scratch.ts';
import { readTokenizer } from '../../../packages/models/src/tokenizer/folder/tokenizer-folder.node.ts';

const wordPiece = scratchTokenizer(['a good film.']);
const { vocab: vocabulary } = wordPiece.model;
const bytePair = {
  ...wordPiece,
  normalizer: {
    type: 'Sequence',
    normalizers: [{ type: 'NFC' }, { type: 'Replace', pattern: { Regex: ' +' }, content: ' ' }],
  },
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: '[UNK]',
    continuing_subword_prefix: '',
    end_of_word_suffix: '',
    fuse_unk: false,
    vocab: { ...vocabulary, go: Object.keys(vocabulary).length },
    merges: [['g', 'o']],
  },
};
const unigram = {
  ...wordPiece,
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
  model: {
    type: 'Unigram',
    unk_id: 1,
    vocab: [...wordPiece.added_tokens.map(({ content }) => [content, 0]), ['▁', -2], ['▁film', -3.5], ['s', -4]],
  },
};
const split = {
  added_tokens: wordPiece.added_tokens,
  pre_tokenizer: { type: 'Split', pattern: { Regex: '\\p{L}+|\\s+' }, behavior: 'Isolated', invert: false },
  model: {
    type: 'WordLevel',
    unk_token: '[UNK]',
    vocab: Object.fromEntries(wordPiece.added_tokens.map(({ content }, id) => [content, id])),
  },
};
const config = {
  // A seed that is refused would have nothing behind it tried.
  tokenizer_class: 'PreTrainedTokenizerFast',
  model_max_length: 16,
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  unk_token: '[UNK]',
};

// An input is a table of the two files.
const folderOf = (json) => Buffer.from(JSON.stringify({ 'tokenizer.json': json, 'tokenizer_config.json': config }));

export default {
  json: true,
  seeds: () => [wordPiece, bytePair, unigram, split].map(folderOf),
  texts: ['(a+)+b', '(a|a)*b', 'a*a*a*a*b', 'Removed', 'Strip'],
  words: ['"normalized":', '"lstrip":', '"type":"Strip"', '"type":"Whitespace"', '"direction":"Left"', '[', '\\\\p{L}'],
  async run(input, folder) {
    const files = parsed(input);
    if (typeof files !== 'object' || files === null) return undefined;
    for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
      if (files[name] !== undefined) writeFileSync(join(folder, name), JSON.stringify(files[name]));
    }
    const { encodeAll, padId } = await readTokenizer(folder);
    const [first, second] = encodeAll({
      texts: [`A film!  Good films, ünd 日本 ${'a'.repeat(64)}`, ''],
      pairs: ['b', 'good'],
    });
    const isId = (id) => Number.isSafeInteger(id) && id >= 0;
    if (!isId(padId)) return `pads with ${String(padId)}`;
    return [first, second].every(({ ids }) => ids.every(isId)) ? undefined : 'gives ids that are no ids';
  },
};

function parsed(input) {
  try {
    return JSON.parse(Buffer.from(input).toString());
  } catch {
    return undefined;
  }
}
