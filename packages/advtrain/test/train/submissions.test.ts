import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configured, Interrupted, run } from '@advtrain/compare';
import type { RunContext } from '@advtrain/compare';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyAttack, tinyTask, tinyTraining } from '../../../compare/test/tiny-task.ts';
import { writeSubmissions } from '../../src/commands/train/submissions.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-submissions-'));

beforeAll(() => engine());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('Ctrl-C is heard while the model answers what the test server asks', async () => {
  const aborted = new AbortController();
  const tiny = await tinyTask();
  const task = { ...tiny, unlabelled: { test: tiny.sets['development']! } };
  const trained: RunContext['trained'] = async (model, pause) => {
    aborted.abort();
    await writeSubmissions(folder, 'glue/wnli', task, model, { on: () => undefined, pause });
  };
  const context: RunContext = {
    task,
    training: tinyTraining,
    attack: tinyAttack,
    key: 'natural',
    checkpointSeconds: 0,
    record: join(folder, 'record.jsonl'),
    checkpoint: join(folder, 'checkpoint.safetensors'),
    signal: aborted.signal,
    trained,
  };
  await expect(run(configured([naturalEntry])[0]!, 1, context)).rejects.toThrow(Interrupted);
});
