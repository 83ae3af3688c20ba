import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { fit } from '@advtrain/evaluate';
import { values } from '@advtrain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../src/index.ts';
import { exampleMethod } from './settings.ts';
import { tinyTask, tinyTraining } from './tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-fit-'));

describe('fit of @advtrain/evaluate', () => {
  beforeAll(() => engine());
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each(['natural', 'freelb', 'freeat'])(
    'gives the parameters of a run of %s with the same settings',
    async (name) => {
      const task = await tinyTask();
      const method = exampleMethod(name);
      const training = { ...tinyTraining, epochs: 3, accumulate: name === 'natural' ? 2 : 1 };
      const params: ReturnType<typeof values>[] = [];
      const result = await run(method, 1, {
        task,
        training,
        key: name,
        checkpointSeconds: 60,
        record: join(folder, 'record.jsonl'),
        checkpoint: join(folder, 'checkpoint.safetensors'),
        best: { path: join(folder, 'best.safetensors') },
        trained: async (model) => void params.push(values(model.params)),
      });
      const model = await task.model(1);
      const development = task.sets['development']!;
      // A run measures the lengths of a model of seed 0, whose embeddings are others: this one has no pretrained ones.
      const subject = { kind: task.kind, model, lengths: result.lengths! };
      // The task's training examples are those of its development set.
      const fitted = await fit(model, development, {
        ...training,
        seed: 1,
        development,
        method: method.entry.plugins(method.options, subject),
      });
      params.push(values(model.params));
      model.dispose();
      expect(params[1]).toEqual(params[0]);
      expect(fitted.units).toBe(result.units.counted);
      expect(fitted.epochs.map(({ scores }) => scores.accuracy)).toEqual(
        result.epochCurve.map(({ development }) => development),
      );
    },
  );
});
