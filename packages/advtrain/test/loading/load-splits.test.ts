import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { splitOf, task } from '@advtrain/datasets';
import { afterAll, expect, test } from 'vitest';
import { loadSplits } from '../../src/loading/load-splits.ts';
import type { TextTask } from '../../src/loading/load-splits.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-splits-'));
const mnli = task('glue/mnli') as TextTask;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, rows: number, label = ''): void {
  const lines = Array.from({ length: rows }, (_, row) => `${row}\tIt rains.\tIt pours ${row}.${label && `\t${label}`}`);
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), [`index\tsentence1\tsentence2${label && '\tgold_label'}`, ...lines, ''].join('\n'));
}

test("reads MNLI's three test sets whole, and says so where the diagnostic one is not there", async () => {
  const notes: string[] = [];
  const reporter = {
    note: (line: string) => void notes.push(line),
    begin: () => ({ advance: () => undefined, end: () => undefined }),
  };
  const tests = async () => {
    const { unlabelled } = await loadSplits(mnli, { dataFrom: folder, unlabelled: true, reporter });
    return Object.entries(unlabelled).map(([split, { texts }]) => [split, texts.length]);
  };
  for (const part of ['train', 'dev_matched']) write(`glue/MNLI/${part}.tsv`, 4, 'neutral');
  write('glue/MNLI/test_matched.tsv', splitOf(mnli, 'test').rows);
  write('glue/MNLI/test_mismatched.tsv', splitOf(mnli, 'test-mismatched').rows);
  const own = [
    ['test', 9796],
    ['test-mismatched', 9847],
  ];
  expect(await tests()).toEqual(own);
  const said = `${folder} has no diagnostic set, so there will be no AX.tsv.`;
  expect(notes.filter((line) => line === said)).toHaveLength(1);
  write('glue/diagnostic/diagnostic.tsv', 1104);
  expect(await tests()).toEqual([...own, ['diagnostic', 1104]]);
  expect(notes.filter((line) => line === said)).toHaveLength(1);
});
