import { attackSchema, measureSchema, seedsSchema, trainingSchemas, wordAttackSchema } from '@advtrain/compare';
import type { Schema } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { methods } from '../methods.ts';
import { presets } from './presets.ts';

const integer = (minimum: number, maximum: number, description: string): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});
const rate = (description: string): Schema => ({ type: 'number', minimum: 0, exclusiveMaximum: 1, description });
const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });

/**
 * The JSON Schema of a configuration file: what `--config` reads, where the methods are those that the command has, or
 * others. Every property is optional.
 *
 * @param known the methods that there are. Default: the command's own.
 */
export function configSchema(known: readonly MethodEntry[] = methods): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of advtrain compare',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Where an editor finds this schema.' },
      preset: { enum: Object.keys(presets), description: 'What the other values start from. Default: quick.' },
      plugins: {
        type: 'array',
        items: text('A path, or the name of an installed package.'),
        description: 'Modules with methods of your own; advtrain compare --schema --plugin FILE knows their options.',
      },
      methods: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: known.map(({ name }) => name) },
        description: 'The methods, in the order of the table.',
      },
      seeds: seedsSchema,
      data: text('reviews, spam, a task such as glue/rte, or the path of a CSV, TSV or JSON-lines file.'),
      model: text('A pretrained model by name, the path of a Hugging Face folder, scratch, or tiny- and a family.'),
      trainSize: integer(1, 1e9, 'Training examples at most.'),
      developmentSize: integer(1, 1e9, 'Development examples at most.'),
      testSize: integer(1, 1e9, 'Examples of each out-of-domain set at most.'),
      ...trainingSchemas,
      attackFrom: {
        ...trainingSchemas['attackFrom'],
        description:
          'The share of the steps that are natural before a method begins; default 0.5, of images and in advtrain train 0.',
      },
      attackRise: {
        ...trainingSchemas['attackRise'],
        description:
          'The share of the steps after that in which ε, α and s rise to their values; default 0, of mnist 0.3.',
      },
      dropout: rate("Dropout behind embeddings and layers; default: the model's."),
      attentionDropout: rate("Dropout of attention probabilities; default: the model's."),
      maxLength: integer(4, 65_536, 'Tokens a sentence at most.'),
      docStride: integer(
        0,
        65_535,
        'Tokens that neighbouring windows of a passage have in common; default: a third of maxLength.',
      ),
      maxAnswerLength: integer(1, 65_536, 'Tokens of an answer in a passage at most; default 30.'),
      gradientCheckpointing: { type: 'boolean', description: 'Less memory, more time; default false.' },
      freeze: text(
        'What of an encoder does not train: embeddings, blocks=6 (these and the first six blocks) or all-but-head.',
      ),
      lora: text('Adapters that train in place of an encoder: r=8,alpha=16,dropout=0.05,target=query+value.'),
      options: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(known.map(({ name, options }) => [name, optionsSchema(options)])),
        description: 'Options of methods.',
      },
      budget: text(
        'What every method may spend on training: units=20000, seconds=600, steps=500, or x3, three times natural training.',
      ),
      grid: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(known.map(({ name, options }) => [name, optionsSchema(valuesOf(options))])),
        description: 'Values of options of methods to search among, of several the product.',
      },
      attack: attackSchema,
      measure: measureSchema,
      wordAttack: wordAttackSchema,
    },
  };
}

/** Lists of values of options. */
function valuesOf(options: MethodEntry['options']): Schema {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const { default: _, ...items } = option as Schema;
      return [name, { type: 'array', minItems: 1, uniqueItems: true, items }];
    }),
  );
}

function optionsSchema(options: Schema): Schema {
  return { type: 'object', additionalProperties: false, properties: options };
}
