import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchHub } from '../../src/fetch/index.ts';

vi.mock('@huggingface/hub', () => {
  throw new Error('not installed');
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-'));
  for (const [name, value] of Object.entries({ ADVTRAIN_CACHE: folder, HF_HUB_OFFLINE: '', HF_ENDPOINT: '' }))
    vi.stubEnv(name, value);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('without the library that asks the hub, a sentence says what to install', async () => {
  await expect(fetchHub({ kind: 'model', id: 'someone/tiny' }, () => [])).rejects.toThrow(
    'The hub is asked with @huggingface/hub, which is not installed: npm install @huggingface/hub.',
  );
});
