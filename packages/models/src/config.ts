/** The architectures that {@link encoder} implements, by their Hugging Face `model_type`. */
export type ModelType = 'bert' | 'roberta' | 'albert';

/** What the head computes from the first token: class scores, one number, or one score a choice. */
export type Task = 'classification' | 'regression' | 'multiple-choice';

/** The feed-forward activations that {@link encoder} implements, by their Hugging Face names. */
export type Activation = 'gelu' | 'gelu_new' | 'gelu_pytorch_tanh' | 'relu';

/** The shape of an encoder, in the names of Hugging Face's `config.json`. */
export interface EncoderConfig {
  readonly model_type: ModelType;
  /** Default: from `architectures` (`…ForMultipleChoice`), else `regression` for one label and `classification` for more. */
  readonly task: Task;
  /** Classes of a classification. Default: the size of `id2label`, else 2. One for the other tasks. */
  readonly num_labels: number;
  readonly vocab_size: number;
  readonly hidden_size: number;
  /** Width of the word embeddings, which ALBERT factorises. Default: 128 for ALBERT, `hidden_size` otherwise. */
  readonly embedding_size: number;
  readonly num_hidden_layers: number;
  /** How many different layers ALBERT has; neighbours share one. Default 1. */
  readonly num_hidden_groups: number;
  /** Blocks in an ALBERT layer. Default 1. */
  readonly inner_group_num: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly hidden_act: Activation;
  readonly max_position_embeddings: number;
  /** Default 2 (RoBERTa: 1). */
  readonly type_vocab_size: number;
  /** Default 1e-12. */
  readonly layer_norm_eps: number;
  /** Default 0 (RoBERTa: 1, below which its position ids start). */
  readonly pad_token_id: number;
  /** Rate of the dropout behind embeddings and layers, in [0, 1). Default 0.1 (ALBERT: 0). */
  readonly hidden_dropout_prob: number;
  /** Rate of the dropout of attention probabilities, in [0, 1). Default 0.1 (ALBERT: 0). */
  readonly attention_probs_dropout_prob: number;
  /** Rate of the dropout in the head, in [0, 1). Default: `hidden_dropout_prob`; ALBERT: `classifier_dropout_prob`, else 0.1. */
  readonly classifier_dropout: number;
  /** Standard deviation of {@link initialParams}. Default 0.02. */
  readonly initializer_range: number;
}

const activations: readonly string[] = ['gelu', 'gelu_new', 'gelu_pytorch_tanh', 'relu'] satisfies Activation[];
const modelTypes: readonly string[] = ['bert', 'roberta', 'albert'] satisfies ModelType[];
const tasks: readonly string[] = ['classification', 'regression', 'multiple-choice'] satisfies Task[];

/**
 * The parsed content of a Hugging Face `config.json`, checked and with its defaults filled in. What it returns may be
 * passed again. Throws one sentence for a field that is missing, out of range or not implemented.
 */
export function encoderConfig(json: unknown): EncoderConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Error('The model config must be an object, as in the config.json of a Hugging Face folder.');
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const type = choice(fields, 'model_type', modelTypes) as ModelType;
  const albert = type === 'albert';
  absolutePositionsOnly(fields);
  const hidden = count(fields, 'hidden_size');
  const heads = count(fields, 'num_attention_heads');
  if (hidden % heads) {
    throw new Error(`hidden_size is ${hidden}, but must be a multiple of num_attention_heads, which is ${heads}.`);
  }
  const layers = count(fields, 'num_hidden_layers');
  const sharing = albert ? count(fields, 'num_hidden_groups', 1) : 1;
  if (sharing > layers) {
    throw new Error(`num_hidden_groups is ${sharing}, but must be at most num_hidden_layers, which is ${layers}.`);
  }
  const task = taskOf(fields);
  const dropout = rate(fields, 'hidden_dropout_prob', albert ? 0 : 0.1);
  return {
    model_type: type,
    task,
    num_labels: task === 'classification' ? labelsOf(fields) : 1,
    vocab_size: count(fields, 'vocab_size'),
    hidden_size: hidden,
    embedding_size: albert ? count(fields, 'embedding_size', 128) : hidden,
    num_hidden_layers: layers,
    num_hidden_groups: sharing,
    inner_group_num: albert ? count(fields, 'inner_group_num', 1) : 1,
    num_attention_heads: heads,
    intermediate_size: count(fields, 'intermediate_size'),
    hidden_act: choice(fields, 'hidden_act', activations, albert ? 'gelu_new' : 'gelu') as Activation,
    max_position_embeddings: count(fields, 'max_position_embeddings'),
    type_vocab_size: count(fields, 'type_vocab_size', type === 'roberta' ? 1 : 2),
    layer_norm_eps: number(fields, 'layer_norm_eps', 0, 1, 1e-12),
    pad_token_id: number(fields, 'pad_token_id', 0, Infinity, type === 'roberta' ? 1 : 0),
    hidden_dropout_prob: dropout,
    attention_probs_dropout_prob: rate(fields, 'attention_probs_dropout_prob', albert ? 0 : 0.1),
    classifier_dropout: headDropout(fields, type, task, dropout),
    initializer_range: number(fields, 'initializer_range', 0, Infinity, 0.02),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** The task that a config names itself, or that its architecture and labels imply. */
function taskOf(fields: Fields): Task {
  if (fields['task'] !== undefined) return choice(fields, 'task', tasks) as Task;
  const architectures = Array.isArray(fields['architectures']) ? fields['architectures'].map(String) : [];
  if (architectures.some((name) => name.endsWith('ForMultipleChoice'))) return 'multiple-choice';
  const problem = fields['problem_type'];
  if (problem === 'multi_label_classification') {
    throw new Error('problem_type is "multi_label_classification", but a model here gives one label an example.');
  }
  return problem === 'regression' || labelsOf(fields) === 1 ? 'regression' : 'classification';
}

/** The head's dropout rate, under the name that each architecture has for it. */
function headDropout(fields: Fields, type: ModelType, task: Task, hidden: number): number {
  // Hugging Face's RobertaForMultipleChoice takes no notice of classifier_dropout.
  if (type === 'roberta' && task === 'multiple-choice') return hidden;
  return rate(fields, 'classifier_dropout', type === 'albert' ? rate(fields, 'classifier_dropout_prob', 0.1) : hidden);
}

/** The number of labels, which a saved config.json states through `id2label` only. */
function labelsOf(fields: Fields): number {
  const names = fields['id2label'];
  const named = typeof names === 'object' && names !== null ? Object.keys(names).length : 2;
  return count(fields, 'num_labels', named);
}

function absolutePositionsOnly(fields: Fields): void {
  const kind = fields['position_embedding_type'] ?? 'absolute';
  if (kind !== 'absolute') {
    throw new Error(`position_embedding_type is ${JSON.stringify(kind)}, but only "absolute" is implemented.`);
  }
}

/** A field that must be one of a few words. */
function choice(fields: Fields, name: string, allowed: readonly string[], fallback?: string): string {
  const value = fields[name] ?? fallback ?? missing(name);
  if (typeof value === 'string' && allowed.includes(value)) return value;
  throw new Error(`${name} is ${JSON.stringify(value)}, but must be one of ${allowed.join(', ')}.`);
}

/** A field that must be a whole number of at least 1. */
function count(fields: Fields, name: string, fallback?: number): number {
  const value = fields[name] ?? fallback ?? missing(name);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw new Error(`${name} is ${JSON.stringify(value)}, but must be a whole number of at least 1.`);
}

/** A field that must be a dropout rate. */
function rate(fields: Fields, name: string, fallback: number): number {
  const value = fields[name] ?? fallback;
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new Error(`${name} is ${JSON.stringify(value)}, but must be at least 0 and below 1.`);
}

/** A field that must be a number in an interval. */
function number(fields: Fields, name: string, low: number, high: number, fallback: number): number {
  const value = fields[name] ?? fallback;
  if (typeof value === 'number' && value >= low && value <= high) return value;
  const range = high === Infinity ? `at least ${low}` : `between ${low} and ${high}`;
  throw new Error(`${name} is ${JSON.stringify(value)}, but must be ${range}.`);
}

function missing(name: string): never {
  throw new Error(`The model config lacks "${name}": give it as in the config.json of a Hugging Face folder.`);
}
