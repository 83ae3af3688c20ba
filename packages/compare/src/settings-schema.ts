import { length } from '@advtrain/core';
import { precisions } from '@advtrain/engine';
import { failurePolicies } from './guards/warning.ts';

/** A JSON Schema, draft 7. */
export type Schema = Readonly<Record<string, unknown>>;

/** A whole number from 1; above `maximum` nobody lives to see the end, or it is a mistake of the keyboard. */
const whole = (maximum: number, description: string): Schema => ({ type: 'integer', minimum: 1, maximum, description });
const atLeast = (minimum: number, description: string, maximum?: number): Schema => ({
  type: 'number',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
  description,
});
const rate = (description: string): Schema => ({ type: 'number', minimum: 0, exclusiveMaximum: 1, description });

/** A radius: a number, or a share. */
const radius = (description: string): Schema => {
  const { anyOf } = length({ above: 0, default: 1, says: description }) as unknown as Schema;
  return { anyOf, description };
};

/** JSON Schemas of the settings of training by their names. */
export const trainingSchemas: Readonly<Record<string, Schema>> = {
  epochs: whole(100_000, 'Passes over the training examples.'),
  steps: whole(100_000_000, 'Optimizer steps in all, in place of those that the epochs have.'),
  batchSize: whole(65_536, 'Examples a batch.'),
  accumulate: whole(65_536, 'Batches a step, whose gradients are averaged; default 1.'),
  average: { enum: ['batch', 'example'], description: 'What that average is over; default batch.' },
  learningRate: { type: 'number', exclusiveMinimum: 0, description: 'The highest learning rate.' },
  warmup: atLeast(0, 'The share of the steps in which the learning rate rises.', 1),
  weightDecay: atLeast(0, 'Decoupled weight decay.'),
  beta2: rate("AdamW's β₂; default 0.999."),
  epsilon: { type: 'number', exclusiveMinimum: 0, description: "AdamW's ε; default 1e-8." },
  optimizer: { enum: ['adamw', 'sgd'], description: 'Default adamw.' },
  momentum: rate("SGD's momentum; default 0.9."),
  drops: {
    type: 'array',
    items: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    description: 'Shares of the steps at which the learning rate falls tenfold, in place of the linear fall.',
  },
  clipNorm: atLeast(0, 'The gradient norm above which gradients are scaled down; 0 for no clipping.'),
  attackFrom: rate('The share of the steps that are natural before a method begins; default 0.'),
  attackRise: atLeast(0, 'The share of the steps after that in which ε, α and s rise to their values; default 0.', 1),
  ema: rate(
    'The decay of a moving average of the parameters, which is evaluated and kept in place of them; default: no average.',
  ),
  compile: { enum: ['auto', 'function', 'xla', 'off'], description: 'How steps run; default auto.' },
  precision: { enum: precisions, description: 'What matrix products of training compute in; default fp32.' },
  wire: { enum: ['fp32', 'bf16'], description: 'What gradients are rounded to between processes; default fp32.' },
  onFailure: { enum: failurePolicies, description: 'What is done when training is seen to fail; default warn.' },
};

/** The JSON Schema of a list of seeds. */
export const seedsSchema: Schema = {
  type: 'array',
  minItems: 1,
  maxItems: 20,
  uniqueItems: true,
  items: { type: 'integer', minimum: 0, maximum: 4294967295 },
  description: 'One run a method for each.',
};

/** The JSON Schema of the settings of the attack. */
export const attackSchema: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    steps: whole(10_000, 'Ascent moves.'),
    radii: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: radius('Greater than 0.'),
      description: 'Radii ε of the balls, in l2 around embeddings, or as 5% of the median ‖x‖; in ℓ∞ around pixels.',
    },
    headline: radius('The radius that conclusions speak of.'),
    examples: whole(100_000_000, 'How many examples are attacked.'),
  },
  description: 'How accuracy under attack is measured.',
};
