import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { submission } from '../src/tasks/submission.ts';
import { writeSubmission } from '../src/tasks/submission.node.ts';
import { task, tasks } from '../src/catalogue/tasks.ts';
import { splitOf } from '../src/tasks/task.ts';

/** Predictions for a whole test set: these, over and over. */
function predictions(name: string, values: readonly number[], split = 'test'): number[] {
  return Array.from({ length: splitOf(task(name), split).rows }, (_, row) => values[row % values.length]!);
}

describe('submission files', () => {
  test.each([
    ['glue/cola', 'CoLA.tsv', [1, 0], '0\t1\n1\t0\n'],
    ['glue/sst2', 'SST-2.tsv', [1, 0], '0\t1\n1\t0\n'],
    ['glue/mrpc', 'MRPC.tsv', [1, 0], '0\t1\n1\t0\n'],
    ['glue/qqp', 'QQP.tsv', [1, 0], '0\t1\n1\t0\n'],
    ['glue/stsb', 'STS-B.tsv', [5.2, -1, 2.71828], '0\t5.000\n1\t0.000\n2\t2.718\n'],
    ['glue/mnli', 'MNLI-m.tsv', [0, 1, 2], '0\tentailment\n1\tneutral\n2\tcontradiction\n'],
    ['glue/qnli', 'QNLI.tsv', [1, 0], '0\tnot_entailment\n1\tentailment\n'],
    ['glue/rte', 'RTE.tsv', [1, 0], '0\tnot_entailment\n1\tentailment\n'],
    ['glue/wnli', 'WNLI.tsv', [1, 0], '0\t1\n1\t0\n'],
    ['glue/ax', 'AX.tsv', [0, 1, 2], '0\tentailment\n1\tneutral\n2\tcontradiction\n'],
  ])('of %s are named and written as the test server wants them', (name, file, values, lines) => {
    const made = submission(task(name), predictions(name, values));
    expect(made.file).toBe(file);
    expect(made.content.startsWith(`index\tprediction\n${lines}`)).toBe(true);
    expect(made.content.trimEnd().split('\n')).toHaveLength(task(name).splits['test']!.rows + 1);
  });

  test('of MNLI are three, with that of the diagnostic set', () => {
    const fileOf = (split: string) => submission(task('glue/mnli'), predictions('glue/mnli', [2], split), split).file;
    expect(['test', 'test-mismatched', 'diagnostic'].map(fileOf)).toEqual(['MNLI-m.tsv', 'MNLI-mm.tsv', 'AX.tsv']);
  });

  test('exist for every test set of GLUE', () => {
    for (const each of tasks.filter(({ name }) => name.startsWith('glue/'))) {
      expect(submission(each, predictions(each.name, [0])).content).toContain('index\tprediction\n0\t');
    }
  });

  test('that the server would refuse are refused', () => {
    expect(() => submission(task('glue/rte'), [0, 1])).toThrow(
      'There are 2 predictions, but glue/rte test has 3000 examples.',
    );
    expect(() => submission(task('glue/rte'), predictions('glue/rte', [2]))).toThrow(
      'Prediction 0 is 2, but must be a class index from 0 to 1.',
    );
    expect(() => submission(task('glue/stsb'), predictions('glue/stsb', [1, NaN]))).toThrow(
      'Prediction 1 is NaN, but must be a number.',
    );
    expect(() => submission(task('glue/rte'), [], 'dev')).toThrow('dev is no test set of glue/rte');
    expect(() => submission(task('arc/easy'), [])).toThrow('arc/easy has no test server');
  });

  test('are written whole or not at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'submission-'));
    const predicted = predictions('glue/wnli', [1]);
    const path = await writeSubmission(join(folder, 'new'), task('glue/wnli'), predicted);
    expect(path).toBe(join(folder, 'new', 'WNLI.tsv'));
    expect(await readFile(path, 'utf8')).toBe(submission(task('glue/wnli'), predicted).content);
    expect(await readdir(join(folder, 'new'))).toEqual(['WNLI.tsv']);
    await writeFile(join(folder, 'file'), '');
    await expect(writeSubmission(join(folder, 'file'), task('glue/wnli'), predicted)).rejects.toThrow(
      /WNLI\.tsv could not be written \(.*\); what was there before is unchanged\.$/,
    );
  });
});
