import { ownField, shown, type Json } from '../fields.ts';

/**
 * How Python's tokenizer class makes a tokenizer: of tokenizer.json alone, or of the vocabulary, as a model of that
 * kind has it, with the settings of tokenizer_config.json.
 */
export type TokenizerClass =
  'generic' | 'bert' | 'mpnet' | 'roberta' | 'albert' | 'xlm-roberta' | 'camembert' | 'deberta-v2';

const classes: Readonly<Record<string, TokenizerClass>> = {
  PreTrainedTokenizer: 'generic',
  TokenizersBackend: 'generic',
  BertTokenizer: 'bert',
  DistilBertTokenizer: 'bert',
  ElectraTokenizer: 'bert',
  RobertaTokenizer: 'roberta',
  AlbertTokenizer: 'albert',
  XLMRobertaTokenizer: 'xlm-roberta',
  CamembertTokenizer: 'camembert',
  MPNetTokenizer: 'mpnet',
  DebertaV2Tokenizer: 'deberta-v2',
};

const bertTokens = {
  unk_token: '[UNK]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  mask_token: '[MASK]',
};
const robertaTokens = {
  bos_token: '<s>',
  eos_token: '</s>',
  unk_token: '<unk>',
  sep_token: '</s>',
  pad_token: '<pad>',
  cls_token: '<s>',
  mask_token: '<mask>',
};

/** The special tokens that a class has where the settings name no others. */
export const usualTokens: Readonly<Record<TokenizerClass, Json>> = {
  generic: {},
  bert: bertTokens,
  roberta: robertaTokens,
  mpnet: { ...robertaTokens, unk_token: '[UNK]' },
  'xlm-roberta': robertaTokens,
  camembert: { ...robertaTokens, additional_special_tokens: ['<s>NOTUSED', '</s>NOTUSED', '<unk>NOTUSED'] },
  'deberta-v2': { ...bertTokens, bos_token: '[CLS]', eos_token: '[SEP]' },
  albert: { ...bertTokens, bos_token: '[CLS]', eos_token: '[SEP]', unk_token: '<unk>', pad_token: '<pad>' },
};

const ofModels: Readonly<Record<string, TokenizerClass>> = {
  bert: 'bert',
  distilbert: 'bert',
  electra: 'bert',
  roberta: 'roberta',
  albert: 'albert',
  'xlm-roberta': 'xlm-roberta',
  camembert: 'camembert',
  mpnet: 'mpnet',
  modernbert: 'generic',
  'deberta-v2': 'deberta-v2',
};

/**
 * The class that AutoTokenizer takes for a folder: what tokenizer_config.json names, else config.json, else that of the model.
 * None where nothing says. Throws one sentence for a class that is not implemented.
 */
export function classOf(settings: Json, config: Json): TokenizerClass | undefined {
  const named = ownField(settings, 'tokenizer_class') ?? ownField(config, 'tokenizer_class');
  if (named === undefined) {
    const type = ownField(config, 'model_type');
    return typeof type === 'string' && Object.hasOwn(ofModels, type) ? ofModels[type] : undefined;
  }
  const name = typeof named === 'string' ? named.replace(/Fast$/, '') : '';
  if (Object.hasOwn(classes, name)) return classes[name];
  throw new Error(
    `tokenizer_class is ${shown(named)}, which is not implemented: use a model with ${Object.keys(classes).slice(2).join(', ')}, or PreTrainedTokenizerFast.`,
  );
}
