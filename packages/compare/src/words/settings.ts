import { existsSync } from 'node:fs';
import type { TaskKind } from '@advtrain/core';
import { list } from '../format.ts';
import type { Schema } from '../settings-schema.ts';
import { UsageError } from '../usage-error.ts';
import { attackNamed, needsMaskedModel, needsNeighbours, wordAttackNames } from './names.ts';

/** How models of a comparison are attacked on characters and words. */
export interface WordAttackSettings {
  /** The attacks by their names, those of {@link wordAttackNames}. */
  readonly attacks: readonly string[];
  /** How many examples are attacked: the same for all models, classes with their shares. Default 100. */
  readonly examples: number;
  /** Queries at most for each word of a text. Default 20. */
  readonly queries: number;
  /** The path of a table of neighbours, for attacks that need one. */
  readonly neighbours?: string;
  /** A masked language model, a folder or a name, for attacks that need one. */
  readonly maskedModel?: string;
  /** How alike adversarial texts must be by a sentence encoder: `minilm-l6=0.8`, or `minilm-l6` where it is calibrated. Default: anyhow. */
  readonly similarity?: string;
  /** What that cosine is calibrated on: a file with text, pair and label, or `glue/stsb`. */
  readonly similarityPairs?: string;
  /** The share of different pairs that may pass then. Default: what is right most often. */
  readonly falseAccept?: number;
  /** Which text of a pair is edited. Default `text`, the first. */
  readonly part?: 'text' | 'pair';
}

/** What is set where nothing else is said: small, for every model of a comparison is attacked. */
export const wordAttackDefaults: Pick<WordAttackSettings, 'examples' | 'queries'> = { examples: 100, queries: 20 };

/** The JSON Schema of these settings. */
export const wordAttackSchema: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    attacks: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', minLength: 1 },
      description: `Attacks on characters and words: ${list(Object.keys(wordAttackNames))}, or word, the usual one.`,
    },
    examples: { type: 'integer', minimum: 1, description: 'How many examples are attacked; default 100.' },
    queries: { type: 'integer', minimum: 1, description: 'Queries at most for each word of a text; default 20.' },
    neighbours: {
      type: 'string',
      minLength: 1,
      description: 'A table of neighbours (JSON), or counter-fitted vectors.',
    },
    maskedModel: { type: 'string', minLength: 1, description: 'A masked language model that has its head.' },
    similarity: {
      type: 'string',
      minLength: 1,
      description: 'How alike adversarial texts must be by a sentence encoder, such as minilm-l6=0.8.',
    },
    similarityPairs: { type: 'string', minLength: 1, description: 'What that cosine is calibrated on.' },
    falseAccept: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'Different pairs that may pass.' },
    part: { enum: ['text', 'pair'], description: 'Which text of a pair is edited; default text.' },
  },
  description: 'Attacks on characters and words that models are measured under too; default: none.',
};

/**
 * Refuses data of which no words can be attacked.
 *
 * @param kind that of the task.
 * @param data what the data are called in the sentence.
 */
export function checkWordy(kind: TaskKind, data: string): void {
  if (kind === 'classification') return;
  throw new UsageError(
    `${data} is ${kind}, but only words of texts in classes can be attacked: leave out --attack (wordAttack).`,
  );
}

/** Where attacks are named, on the command line and in a configuration. */
const where = '--attack (wordAttack.attacks)';

/**
 * The settings with their defaults, and each attack by its first name. Throws a {@link UsageError} for an attack that there is not, and where
 * something is missing.
 *
 * @param given those that are asked for.
 */
export function wordAttackOf(given: Partial<WordAttackSettings>): WordAttackSettings {
  const { attacks: names = [], ...rest } = given;
  if (names.length === 0) throw new UsageError(`${where} names no attack: name at least one, such as word.`);
  const attacks = [...new Set(names.map((name) => attackNamed(name, where)))];
  const { neighbours } = rest;
  const needing = attacks.find(needsNeighbours);
  if (needing !== undefined && neighbours === undefined)
    throw new UsageError(`The attack ${needing} needs a table of neighbours: name one with --neighbours.`);
  if (needing !== undefined && neighbours !== undefined && !existsSync(neighbours))
    throw new UsageError(
      `There is no file ${neighbours}, which neighbours were to be read from: name one that there is.`,
    );
  const filled = attacks.find(needsMaskedModel);
  if (filled !== undefined && rest.maskedModel === undefined)
    throw new UsageError(`The attack ${filled} needs a masked language model: name one with --masked-model.`);
  if (filled === undefined && rest.maskedModel !== undefined)
    throw new UsageError(
      `The masked model is ${rest.maskedModel}, but none of the attacks asks it: name bert-attack or bae.`,
    );
  if (rest.similarity !== undefined && filled === undefined && needing === undefined)
    throw new UsageError(
      `The similarity is ${rest.similarity}, but none of the attacks heeds it: name substitution, textbugger, bert-attack or bae.`,
    );
  return { ...wordAttackDefaults, ...rest, attacks };
}
