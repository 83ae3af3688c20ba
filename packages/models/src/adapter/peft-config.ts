import type { EncoderConfig } from '../encoder/config/config.ts';
import type { Task } from '../encoder/shape.ts';
import type { LoRA, LoRAOptions } from '../encoder/training/lora.ts';

type Json = Readonly<Record<string, unknown>>;

/** Fields of an adapter_config.json that change nothing of what an adapter computes, whatever they are. */
const idle = [
  'auto_mapping',
  'base_model_name_or_path',
  'inference_mode',
  'megatron_core',
  'peft_type',
  'peft_version',
  'qalora_group_size',
  'revision',
  'runtime_config',
  'task_type',
];

/** How adapters may have begun: their base is the model as it was. */
const beginnings: readonly unknown[] = [true, false, null, undefined, 'gaussian', 'eva', 'orthogonal'];

/** Those that are read. */
const read = [
  'r',
  'lora_alpha',
  'lora_dropout',
  'target_modules',
  'modules_to_save',
  'use_rslora',
  'init_lora_weights',
  'bias',
];

/**
 * LoRA as an adapter_config.json of Python's `peft` has it; `path` is for messages. Throws one sentence for another kind of adapter, and for a field that is not
 * implemented.
 */
export function loraFromPeft(json: Json, path: string): LoRAOptions {
  const { peft_type: type, bias = 'none', init_lora_weights: beginning, modules_to_save: whole } = json;
  const refuse = (field: string, rule: string): never => {
    throw new Error(`${field} is ${JSON.stringify(json[field])} in ${path}, but only ${rule} is implemented.`);
  };
  if (type !== 'LORA') refuse('peft_type', '"LORA"');
  if (bias !== 'none') refuse('bias', '"none"');
  if (!beginnings.includes(beginning)) refuse('init_lora_weights', 'true, false, "gaussian", "eva" or "orthogonal"');
  for (const [field, value] of Object.entries(json)) {
    if (!idle.includes(field) && !read.includes(field) && !isNothing(value)) refuse(field, 'none');
  }
  const numberOf = (field: string, usual: number): number => {
    const value = json[field] ?? usual;
    return typeof value === 'number' ? value : refuse(field, 'a number');
  };
  return {
    r: numberOf('r', 8),
    alpha: numberOf('lora_alpha', 8),
    dropout: numberOf('lora_dropout', 0),
    target: targetOf(json, path),
    rankStabilised: json['use_rslora'] === true,
    trainWhole: whole === null || whole === undefined ? [] : textsOf('modules_to_save', whole, path),
  };
}

/** The adapter_config.json of an encoder's adapter on a model of that name or path. */
export function peftConfig({ task }: EncoderConfig, lora: LoRA, base: string, revision?: string): Json {
  const { r, alpha, dropout, target, rankStabilised, trainWhole } = lora;
  return {
    base_model_name_or_path: base,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    lora_alpha: alpha,
    lora_dropout: dropout,
    modules_to_save: trainWhole,
    peft_type: 'LORA',
    r,
    revision: revision ?? null,
    target_modules: target,
    task_type: taskTypes[task],
    use_dora: false,
    use_rslora: rankStabilised,
  };
}

/** What `peft` calls tasks; it has no type for multiple choice. */
const taskTypes: Readonly<Record<Task, string | null>> = {
  classification: 'SEQ_CLS',
  regression: 'SEQ_CLS',
  'multiple-choice': null,
  'token-classification': 'TOKEN_CLS',
  'question-answering': 'QUESTION_ANS',
};

function targetOf(json: Json, path: string): readonly string[] | 'all-linear' {
  const { target_modules: target } = json;
  if (typeof target === 'string' && target.toLowerCase() === 'all-linear') return 'all-linear';
  if (typeof target === 'string')
    throw new Error(
      `target_modules is the pattern "${target}" in ${path}, but only a list of names is implemented: save the adapter with one.`,
    );
  return textsOf('target_modules', target, path);
}

function textsOf(field: string, value: unknown, path: string): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return [...new Set(value)];
  throw new Error(`${field} is ${JSON.stringify(value)} in ${path}, but must be a list of names: get the file again.`);
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
