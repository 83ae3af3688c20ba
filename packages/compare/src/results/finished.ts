import { Errors } from 'typebox/schema';
import type { RunResult } from './results.ts';

const number = { type: 'number' };
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
  key: { type: 'string' },
  method: { type: 'string' },
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
  failure: { type: 'string' },
  lengths: { type: 'object' },
  scores: { type: 'object', additionalProperties: { type: 'object' } },
  correct: { type: 'object', additionalProperties: { type: 'string' } },
  lostAt: { type: 'array', items: score },
  warnings: { type: 'array', items: each({ kind: { type: 'string' }, step: number, sentence: { type: 'string' } }) },
  attempts: { type: 'array', items: each({ steps: number, units: number, seconds: number }) },
};

const schema = { ...needed, properties: { ...needed.properties, ...optional } };

/** Whether a value is what a run measured. */
export function isRunResult(value: unknown): value is RunResult {
  const [isRight] = Errors(schema, value);
  return isRight;
}
