import { Errors } from 'typebox/schema';
import type { RunResult } from './run-result.ts';

const number = { type: 'number' };
const text = { type: 'string' };
const numbers = { type: 'array', items: number };
// JSON has no NaN, which the correlation of a constant is.
const score = { type: ['number', 'null'] };
const each = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

/** What no finished run lacks. */
const needed = each({
  key: text,
  method: text,
  seed: number,
  options: { type: 'object' },
  status: { enum: ['finished', 'diverged', 'stopped'] },
  steps: number,
  epochs: number,
  units: each({ predicted: number, counted: number }),
  seconds: each({ training: number, evaluation: number }),
  peakBytes: number,
  accuracy: { type: 'object', additionalProperties: number },
  predicted: numbers,
  robust: { type: 'array', items: each({ radius: number, accuracy: number }) },
  curve: { type: 'array', items: each({ step: number, units: number, loss: number }) },
  epochCurve: { type: 'array', items: each({ epoch: number, step: number, units: number, development: score }) },
});

/** What only some have. */
const optional = {
  failure: text,
  lengths: { type: 'object' },
  scores: { type: 'object', additionalProperties: { type: 'object' } },
  correct: { type: 'object', additionalProperties: text },
  lostAt: { type: 'array', items: score },
  words: {
    type: 'array',
    items: each({ name: text, attack: text, examples: number, clean: number, accuracy: number, held: text }),
  },
  increase: {
    type: 'object',
    properties: { rises: { type: 'array', items: score }, radii: { type: 'array', items: score } },
  },
  warnings: { type: 'array', items: each({ kind: text, step: number, sentence: text }) },
  attempts: { type: 'array', items: each({ steps: number, units: number, seconds: number }) },
};

const schema = { ...needed, properties: { ...needed.properties, ...optional } };

/** Whether a value is what a run measured. */
export function isRunResult(value: unknown): value is RunResult {
  const [isRight] = Errors(schema, value);
  return isRight;
}
