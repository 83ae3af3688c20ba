import { greedySubstitution, readNeighbours } from '@advtrain/attacks';
import type { Model } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { attackedRows, textModel, type Pause } from '@advtrain/evaluate';
import { pretrained, readTokenizer } from '@advtrain/models';
import type { Settings } from 'advtrain';
import { sentences } from './sentences.ts';
import { attacked } from './plans.ts';

/** What an attack on words has left. */
export interface Held {
  /** Texts that were attacked. */
  readonly texts: number;
  /** Those that the model gets right, and those of them that the attack did not break. */
  readonly right: number;
  readonly held: number;
  /** Texts that the model was asked about for each that it gets right, on average. */
  readonly queries: number;
}

/** The attack on words, and what it has left of a model. */
export interface WordAttack {
  readonly name: string;
  held(model: Model, pause: Pause): Promise<Held>;
}

/** Greedy substitution by a file's neighbours, on the same development texts for every model. */
export async function wordAttack(
  neighbours: string,
  { model: name, maxLength, ...settings }: Settings,
): Promise<WordAttack> {
  const { maxShare, most } = attacked;
  const attack = greedySubstitution(await readNeighbours(neighbours), { maxShare, most });
  const tokenizer = await readTokenizer(await pretrained(name));
  const { development } = await sentences(settings.developmentSize);
  const rows = attackedRows(development.labels, Math.min(attacked.examples, settings.attack.examples));
  return {
    name: attack.name,
    async held(model, pause) {
      const asked = textModel(model, {
        classes: development.labelNames.length,
        encode: (texts) => tokenizer.encodeAll({ texts: texts.map(([text]) => text) }, { maxLength }),
        padId: tokenizer.padId,
        maxLength,
      });
      try {
        const outcomes = await attack.run(asked, development, { key: key(1), rows, pause });
        const right = outcomes.filter((outcome) => outcome.right);
        return {
          texts: outcomes.length,
          right: right.length,
          held: right.filter(({ broken }) => !broken).length,
          queries: right.reduce((sum, { queries }) => sum + queries, 0) / Math.max(1, right.length),
        };
      } finally {
        asked.dispose();
      }
    },
  };
}
