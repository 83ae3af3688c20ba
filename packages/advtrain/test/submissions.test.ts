import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interrupted, run } from '@advtrain/compare';
import type { RunContext } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinySettings, tinyTask } from '../../compare/test/tiny-task.ts';
import { writeSubmissions } from '../src/commands/submissions.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-submissions-'));

beforeAll(() => engine());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('Ctrl-C is heard while the model answers what the test server asks', async () => {
  const live = { progress: () => undefined, note: () => undefined };
  const aborted = new AbortController();
  const task = { ...tinyTask(), unlabelled: { test: tinyTask().sets['development']! } };
  const trained: RunContext['trained'] = async (model, pause) => {
    aborted.abort();
    await writeSubmissions(folder, 'glue/wnli', task, model, { live, pause });
  };
  const context: RunContext = {
    task,
    settings: tinySettings(),
    live,
    key: 'natural',
    checkpointSeconds: 0,
    record: join(folder, 'record.jsonl'),
    checkpoint: join(folder, 'checkpoint.safetensors'),
    signal: aborted.signal,
    trained,
  };
  await expect(run('natural', 1, context)).rejects.toThrow(Interrupted);
});
