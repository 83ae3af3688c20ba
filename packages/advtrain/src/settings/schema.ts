import { methodNames, methods } from '@advtrain/compare';
import type { OptionRule } from '@advtrain/compare';
import { precisions } from '@advtrain/engine';
import { presets } from './presets.ts';

/** A JSON Schema, draft 7. */
export type Schema = Readonly<Record<string, unknown>>;

const integer = (minimum: number, description: string): Schema => ({ type: 'integer', minimum, description });
const number = (minimum: number, description: string, maximum?: number): Schema => ({
  type: 'number',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
  description,
});
const rate = (description: string): Schema => ({ type: 'number', minimum: 0, exclusiveMaximum: 1, description });
const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });

/** The JSON Schema of a configuration file: what `--config` reads. Every property is optional. */
export function configSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of advtrain compare',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Where an editor finds this schema.' },
      preset: { enum: Object.keys(presets), description: 'What the other values start from. Default: quick.' },
      methods: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: methodNames },
        description: 'The methods, in the order of the table.',
      },
      seeds: {
        type: 'array',
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
        items: { type: 'integer', minimum: 0, maximum: 4294967295 },
        description: 'One run a method for each.',
      },
      data: text('reviews, spam, a task such as glue/rte, or the path of a CSV, TSV or JSON-lines file.'),
      model: text('A pretrained model by name, the path of a Hugging Face folder, scratch, or tiny- and a family.'),
      trainSize: integer(1, 'Training examples at most.'),
      developmentSize: integer(1, 'Development examples at most.'),
      testSize: integer(1, 'Examples of each out-of-domain set at most.'),
      epochs: integer(1, 'Passes over the training examples.'),
      steps: integer(1, 'Optimizer steps in all, in place of those that the epochs have.'),
      batchSize: integer(1, 'Sentences a batch.'),
      learningRate: { type: 'number', exclusiveMinimum: 0, description: 'The highest learning rate.' },
      warmup: number(0, 'The share of the steps in which the learning rate rises.', 1),
      weightDecay: number(0, 'Decoupled weight decay.'),
      beta2: rate("AdamW's β₂; default 0.999."),
      epsilon: { type: 'number', exclusiveMinimum: 0, description: "AdamW's ε; default 1e-8." },
      dropout: rate("Dropout behind embeddings and layers; default: the model's."),
      attentionDropout: rate("Dropout of attention probabilities; default: the model's."),
      optimizer: { enum: ['adamw', 'sgd'], description: 'Default adamw.' },
      momentum: rate("SGD's momentum; default 0.9."),
      drops: {
        type: 'array',
        items: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
        description: 'Shares of the steps at which the learning rate falls tenfold, in place of the linear fall.',
      },
      clipNorm: number(0, 'The gradient norm above which gradients are scaled down; 0 for no clipping.'),
      maxLength: integer(4, 'Tokens a sentence at most.'),
      compile: { enum: ['auto', 'function', 'xla', 'off'], description: 'How steps run; default auto.' },
      precision: { enum: precisions, description: 'What matrix products of training compute in; default fp32.' },
      gradientCheckpointing: { type: 'boolean', description: 'Less memory, more time; default false.' },
      options: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(methodNames.map((name) => [name, optionsSchema(methods[name].options)])),
        description: 'Options of methods.',
      },
      attack: attackSchema,
    },
  };
}

const attackSchema: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    steps: integer(1, 'Ascent moves.'),
    radii: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'number', exclusiveMinimum: 0 },
      description: 'Radii ε of the l2 balls.',
    },
    headline: { type: 'number', exclusiveMinimum: 0, description: 'The radius that conclusions speak of.' },
    examples: integer(1, 'How many development examples are attacked.'),
  },
  description: 'How accuracy under attack is measured.',
};

function optionsSchema(rules: Readonly<Record<string, OptionRule>>): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, optionSchema(rule)])),
  };
}

function optionSchema(rule: OptionRule): Schema {
  if (rule.kind === 'integer') return integer(rule.min, rule.meaning);
  if (rule.kind === 'choice') return { enum: rule.choices, description: rule.meaning };
  if (!rule.none) {
    const { min, above, below, meaning } = rule;
    const least = above ? { exclusiveMinimum: min } : { minimum: min };
    return { type: 'number', ...least, ...(below !== undefined && { exclusiveMaximum: below }), description: meaning };
  }
  return {
    anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { const: 'none' }],
    description: rule.meaning,
  };
}
