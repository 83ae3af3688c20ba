import { activations, type Activation } from './activation.ts';
import { configFields } from './config-fields.ts';
import { families } from '../families/families.ts';
import type { Family } from '../families/family.ts';

/** The architectures that {@link encoder} implements, by their Hugging Face `model_type`. */
export type ModelType = 'bert' | 'roberta' | 'albert' | 'distilbert' | 'electra';

/** What the head computes from the first token: class scores, one number, or one score a choice. */
export type Task = 'classification' | 'regression' | 'multiple-choice';

/**
 * The shape of an encoder, in the names of Hugging Face's `config.json` for BERT; DistilBERT's own (`dim`, `n_layers` …)
 * are read as well.
 */
export interface EncoderConfig {
  readonly model_type: ModelType;
  /** Default: from `architectures` (`…ForMultipleChoice`), else `regression` for one label and `classification` for more. */
  readonly task: Task;
  /** Classes of a classification. Default: the size of `id2label`, else 2. One for the other tasks. */
  readonly num_labels: number;
  readonly vocab_size: number;
  readonly hidden_size: number;
  /** Width of the word embeddings, which ALBERT and ELECTRA factorise. Default: 128 for those, `hidden_size` otherwise. */
  readonly embedding_size: number;
  readonly num_hidden_layers: number;
  /** How many different layers ALBERT has; neighbours share one. Default 1. */
  readonly num_hidden_groups: number;
  /** Blocks in an ALBERT layer. Default 1. */
  readonly inner_group_num: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  /** Default `gelu` (ALBERT: `gelu_new`). */
  readonly hidden_act: Activation;
  readonly max_position_embeddings: number;
  /** How many segments there are. Default 2 (RoBERTa: 1). DistilBERT: 0, it has none. */
  readonly type_vocab_size: number;
  /** Default 1e-12, which DistilBERT always has. */
  readonly layer_norm_eps: number;
  /** Default 0 (RoBERTa: 1, below which its position ids start). */
  readonly pad_token_id: number;
  /** Rate of the dropout behind embeddings and layers, in [0, 1). Default 0.1 (ALBERT: 0). */
  readonly hidden_dropout_prob: number;
  /** Rate of the dropout of attention probabilities, in [0, 1). Default 0.1 (ALBERT: 0). */
  readonly attention_probs_dropout_prob: number;
  /**
   * Rate of the dropout in the head, in [0, 1). Default: `hidden_dropout_prob`; ALBERT: `classifier_dropout_prob`, else
   * 0.1; DistilBERT: `seq_classif_dropout`, else 0.2; ELECTRA with choices: `summary_last_dropout`, else 0.1.
   */
  readonly classifier_dropout: number;
  /** Standard deviation of {@link initialParams}. Default 0.02. */
  readonly initializer_range: number;
}

const modelTypes = Object.keys(families) as readonly ModelType[];
const tasks = ['classification', 'regression', 'multiple-choice'] as const satisfies readonly Task[];

type Json = Readonly<Record<string, unknown>>;

/**
 * The parsed content of a Hugging Face `config.json`, checked and with its defaults filled in. What it returns may be
 * passed again. Throws one sentence for a field that is missing, out of range or not implemented.
 */
export function encoderConfig(config: unknown): EncoderConfig {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new Error('The model config must be an object, as in the config.json of a Hugging Face folder.');
  }
  const json = config as Json;
  const type = configFields(json).choice('model_type', modelTypes);
  const family = families[type];
  const { defaults, lacks } = family;
  const { choice, count, number, rate } = configFields(json, family.aliases);
  const task = taskOf(json);
  implementedOnly(json, type, task);
  const hidden = count('hidden_size');
  const dropout = rate('hidden_dropout_prob', defaults.hidden_dropout_prob ?? 0.1);
  const ifAny = (name: keyof EncoderConfig, otherwise: number, fallback?: number): number =>
    lacks.includes(name) ? otherwise : count(name, fallback);
  const checked: EncoderConfig = {
    model_type: type,
    task,
    num_labels: task === 'classification' ? labelsOf(json) : 1,
    vocab_size: count('vocab_size'),
    hidden_size: hidden,
    embedding_size: ifAny('embedding_size', hidden, defaults.embedding_size),
    num_hidden_layers: count('num_hidden_layers'),
    num_hidden_groups: ifAny('num_hidden_groups', 1, 1),
    inner_group_num: ifAny('inner_group_num', 1, 1),
    num_attention_heads: count('num_attention_heads'),
    intermediate_size: count('intermediate_size'),
    hidden_act: choice('hidden_act', activations, defaults.hidden_act ?? 'gelu'),
    max_position_embeddings: count('max_position_embeddings'),
    type_vocab_size: ifAny('type_vocab_size', 0, defaults.type_vocab_size ?? 2),
    layer_norm_eps: lacks.includes('layer_norm_eps') ? 1e-12 : number('layer_norm_eps', 0, 1, 1e-12),
    pad_token_id: number('pad_token_id', 0, Infinity, defaults.pad_token_id ?? 0),
    hidden_dropout_prob: dropout,
    attention_probs_dropout_prob: rate('attention_probs_dropout_prob', defaults.attention_probs_dropout_prob ?? 0.1),
    classifier_dropout: headDropout(json, family, task, dropout),
    initializer_range: number('initializer_range', 0, Infinity, 0.02),
  };
  mustFit(checked, family);
  return checked;
}

/** The task that a config names itself, or that its architecture and labels imply. */
function taskOf(json: Json): Task {
  if (json['task'] !== undefined) return configFields(json).choice('task', tasks);
  const architectures = Array.isArray(json['architectures']) ? json['architectures'].map(String) : [];
  if (architectures.some((name) => name.endsWith('ForMultipleChoice'))) return 'multiple-choice';
  const problem = json['problem_type'];
  if (problem === 'multi_label_classification') {
    throw new Error('problem_type is "multi_label_classification", but a model here gives one label an example.');
  }
  return problem === 'regression' || labelsOf(json) === 1 ? 'regression' : 'classification';
}

/** The number of labels, which a saved config.json states through `id2label` only. */
function labelsOf(json: Json): number {
  const names = json['id2label'];
  const named = typeof names === 'object' && names !== null ? Object.keys(names).length : 2;
  return configFields(json).count('num_labels', named);
}

/** The head's dropout rate: under the head's own name for it, else ours, which a checked config has. */
function headDropout(json: Json, family: Family, task: Task, hidden: number): number {
  const { rate: own, defaultRate = hidden } = family.head(task);
  if (own === 'hidden_dropout_prob') return hidden;
  const { rate } = configFields(json);
  return rate(own, rate('classifier_dropout', defaultRate));
}

/** Refuses what would load and compute something else. */
function implementedOnly(json: Json, type: ModelType, task: Task): void {
  const fixed: Json = {
    position_embedding_type: 'absolute',
    ...(type === 'electra' &&
      task === 'multiple-choice' && { summary_type: 'first', summary_use_proj: true, summary_activation: 'gelu' }),
  };
  for (const [name, only] of Object.entries(fixed)) {
    const value = json[name] ?? only;
    if (value === only) continue;
    throw new Error(`${name} is ${JSON.stringify(value)}, but only ${JSON.stringify(only)} is implemented.`);
  }
}

function mustFit(config: EncoderConfig, { aliases }: Family): void {
  const {
    hidden_size: hidden,
    num_attention_heads: heads,
    num_hidden_layers: layers,
    num_hidden_groups: groups,
  } = config;
  const called = (name: keyof EncoderConfig): string => aliases[name] ?? name;
  if (hidden % heads) {
    throw new Error(
      `${called('hidden_size')} is ${hidden}, but must be a multiple of ${called('num_attention_heads')}, which is ${heads}.`,
    );
  }
  if (groups > layers) {
    throw new Error(`num_hidden_groups is ${groups}, but must be at most num_hidden_layers, which is ${layers}.`);
  }
}
