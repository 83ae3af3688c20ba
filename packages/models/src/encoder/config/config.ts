import { activations } from '../activation.ts';
import { positionCount } from '../embeddings/positions.ts';
import { configFields } from './config-fields.ts';
import { families, modelTypes, type ModelType } from '../families/families.ts';
import type { Family } from '../families/family.ts';
import { headRateOf } from '../families/head-of.ts';
import { implementedOnly } from './implemented-only.ts';
import type { EncoderShape, NetShape, Task } from '../shape.ts';

/**
 * The shape of an encoder, in the names of Hugging Face's `config.json` for BERT, and what the family alone has; other names of
 * DistilBERT's (`dim`, `n_layers` …) and ModernBERT's (`hidden_activation` …) are read as well.
 */
export interface EncoderConfig extends NetShape {
  readonly model_type: ModelType;
}

const tasks = [
  'classification',
  'regression',
  'multiple-choice',
  'token-classification',
  'question-answering',
] as const satisfies readonly Task[];

/** The tasks that an architecture names at its end. */
const byArchitecture: Readonly<Record<string, Task>> = {
  ForMultipleChoice: 'multiple-choice',
  ForTokenClassification: 'token-classification',
  ForQuestionAnswering: 'question-answering',
};

/** Deeper ones take for ever to build; no encoder has as many. */
const mostLayers = 1000;

type Json = Readonly<Record<string, unknown>>;

/**
 * The parsed content of a Hugging Face `config.json`, checked and with its defaults filled in. What it returns may be
 * passed again. Throws one sentence for a field that is missing, out of range or not implemented.
 *
 * @param config an object; anything else is refused.
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
  implementedOnly(json, family.implements(task));
  const hidden = count('hidden_size');
  const dropout = rate('hidden_dropout_prob', defaults.hidden_dropout_prob ?? 0.1);
  const ifAny = (name: keyof EncoderShape, otherwise: number, fallback?: number): number =>
    lacks.includes(name) ? otherwise : count(name, fallback);
  const shape: EncoderShape = {
    task,
    num_labels: outputsOf(task, json),
    vocab_size: count('vocab_size'),
    hidden_size: hidden,
    embedding_size: ifAny('embedding_size', hidden, defaults.embedding_size ?? hidden),
    num_hidden_layers: count('num_hidden_layers', undefined, mostLayers),
    num_hidden_groups: ifAny('num_hidden_groups', 1, 1),
    inner_group_num: ifAny('inner_group_num', 1, 1),
    num_attention_heads: count('num_attention_heads'),
    intermediate_size: count('intermediate_size'),
    hidden_act: choice('hidden_act', activations, defaults.hidden_act ?? 'gelu'),
    max_position_embeddings: count('max_position_embeddings'),
    type_vocab_size: hasSegments(json, family) ? count('type_vocab_size', defaults.type_vocab_size ?? 2) : 0,
    layer_norm_eps: lacks.includes('layer_norm_eps')
      ? 1e-12
      : number('layer_norm_eps', 0, 1, defaults.layer_norm_eps ?? 1e-12),
    pad_token_id: number('pad_token_id', 0, Infinity, defaults.pad_token_id ?? 0),
    hidden_dropout_prob: dropout,
    attention_probs_dropout_prob: rate('attention_probs_dropout_prob', defaults.attention_probs_dropout_prob ?? 0.1),
    classifier_dropout: headDropout(json, family, task, dropout),
    initializer_range: number('initializer_range', 0, Infinity, 0.02),
  };
  mustFit(shape, family);
  const checked = { model_type: type, ...shape, ...family.ownFields?.(json, configFields(json), shape) };
  mustHavePositions(checked, family);
  return checked;
}

/** Whether there are segments: always but for families that lack them, and for DeBERTa only where it says how many. */
function hasSegments(json: Json, { lacks, defaults }: Family): boolean {
  if (lacks.includes('type_vocab_size')) return false;
  return defaults.type_vocab_size !== 0 || (json['type_vocab_size'] ?? 0) !== 0;
}

/** The task that a config names itself, or that its architecture and labels imply. */
function taskOf(json: Json): Task {
  if (json['task'] !== undefined) return configFields(json).choice('task', tasks);
  const architectures = Array.isArray(json['architectures']) ? json['architectures'].map(String) : [];
  const named = Object.entries(byArchitecture).find(([end]) => architectures.some((name) => name.endsWith(end)));
  if (named) return named[1];
  const problem = json['problem_type'];
  if (problem === 'multi_label_classification') {
    throw new Error('problem_type is "multi_label_classification", but a model here gives one label an example.');
  }
  const labels = labelsOf(json);
  if (problem === 'regression' && labels > 1) {
    throw new Error(
      `problem_type is "regression", but with ${labels} labels, where a model here gives one number an example: set num_labels to 1, or train a model for each number.`,
    );
  }
  return labels === 1 ? 'regression' : 'classification';
}

/** How many scores the head has. */
function outputsOf(task: Task, json: Json): number {
  if (task === 'question-answering') return 2;
  return task === 'classification' || task === 'token-classification' ? labelsOf(json) : 1;
}

/** The number of labels, which a saved config.json states through `id2label` only. */
function labelsOf(json: Json): number {
  const names = json['id2label'];
  const named = typeof names === 'object' && names !== null ? Object.keys(names).length : undefined;
  const labels = configFields(json).count('num_labels', named ?? 2);
  if (named === undefined || named === labels) return labels;
  throw new Error(
    `num_labels is ${labels}, but id2label names ${named}: leave out the one that is not of these weights.`,
  );
}

/** The head's dropout rate: under the head's own name for it, else ours, which a checked config has. */
function headDropout(json: Json, family: Family, task: Task, hidden: number): number {
  const named = headRateOf(family, task);
  if (!named) return 0;
  const { rate: own, defaultRate = hidden } = named;
  if (own === 'hidden_dropout_prob') return hidden;
  const { rate } = configFields(json);
  return rate(own, rate('classifier_dropout', defaultRate));
}

function mustFit(config: EncoderShape, { aliases }: Family): void {
  const {
    hidden_size: hidden,
    num_attention_heads: heads,
    num_hidden_layers: layers,
    num_hidden_groups: groups,
    inner_group_num: inner,
    pad_token_id: padding,
    vocab_size: size,
  } = config;
  const called = (name: keyof EncoderShape): string => aliases[name] ?? name;
  if (hidden % heads) {
    throw new Error(
      `${called('hidden_size')} is ${hidden}, but must be a multiple of ${called('num_attention_heads')}, which is ${heads}.`,
    );
  }
  if (groups > layers) {
    throw new Error(`num_hidden_groups is ${groups}, but must be at most num_hidden_layers, which is ${layers}.`);
  }
  if (layers * inner > mostLayers) {
    throw new Error(
      `inner_group_num is ${inner}, but with num_hidden_layers, which is ${layers}, there may be at most ${mostLayers} blocks.`,
    );
  }
  if (!Number.isInteger(padding) || padding >= size) {
    throw new Error(`pad_token_id is ${padding}, but must be a whole number below vocab_size, which is ${size}.`);
  }
}

/** Positions may begin behind the padding's id. */
function mustHavePositions(config: EncoderConfig, { embeddings }: Family): void {
  const behind = embeddings.countsBehind?.(config);
  if (behind === undefined || positionCount(config, behind) > 0) return;
  throw new Error(
    `max_position_embeddings is ${config.max_position_embeddings}, but positions begin behind ${behind}: it must be at least ${behind + 2}.`,
  );
}
