import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { modelCard, writeModelCard } from '../../src/index.node.ts';
import type { ModelCard } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-card-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const card: ModelCard = {
  title: 'films: "good" | <b>bad</b>',
  pipeline: 'text-classification',
  library: 'transformers',
  baseModel: 'sentence-transformers/all-MiniLM-L6-v2',
  tags: ['advtrain'],
  results: [
    {
      dataset: 'dev: 1\n- \u0085\u2028x.csv',
      type: 'csv',
      metrics: [
        { type: 'accuracy', name: 'Accuracy', value: 0.875, text: '87.5 % (95 %: 80.0–92.0)' },
        { type: 'pearsonr', name: 'Pearson', value: Number.NaN },
      ],
    },
  ],
  sections: [
    { title: 'Data', paragraphs: ['Classes a_b and *c*.', 'Two\nlines <script>'], items: ['one', '[two](three)'] },
  ],
};

/** The front matter as YAML has it, and what comes after. */
function read(text: string): { readonly front: Readonly<Record<string, unknown>>; readonly body: string } {
  const [, front = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  return { front: parse(front) as Readonly<Record<string, unknown>>, body };
}

describe('a model card', () => {
  test('has front matter with a model index, in which texts are what they were', () => {
    expect(read(modelCard(card)).front).toEqual({
      library_name: 'transformers',
      pipeline_tag: 'text-classification',
      base_model: 'sentence-transformers/all-MiniLM-L6-v2',
      tags: ['advtrain'],
      'model-index': [
        {
          name: card.title,
          results: [
            {
              task: { type: 'text-classification' },
              dataset: { name: 'dev: 1\n- \u0085\u2028x.csv', type: 'csv' },
              metrics: [{ type: 'accuracy', value: 0.875, name: 'Accuracy' }],
            },
          ],
        },
      ],
    });
  });

  test('says nothing of what is not known, licence and language among it', () => {
    const { front } = read(modelCard({ title: 'm', tags: [], results: [], sections: [] }));
    expect(front).toBeNull();
  });

  test('has metrics with their intervals in a table, and texts that are no markup', () => {
    const { body } = read(modelCard(card));
    expect(body).toContain('# films: "good" \\| &lt;b>bad&lt;/b>\n');
    expect(body).toContain('| Accuracy | 87.5 % (95 %: 80.0–92.0) | dev: 1 - \u0085 x.csv |\n');
    expect(body).toContain('Classes a\\_b and \\*c\\*.\n\nTwo lines &lt;script>\n\n- one\n- \\[two\\](three)\n');
    expect(body).not.toContain('NaN');
  });

  test('takes the place of an earlier one, but not of a README that somebody wrote', async () => {
    const path = join(folder, 'README.md');
    expect(await writeModelCard(folder, { ...card, tags: ['freelb'] })).toBe(path);
    expect(read(readFileSync(path, 'utf8')).front['tags']).toEqual(['advtrain', 'freelb']);
    expect(await writeModelCard(folder, card)).toBe(path);
    writeFileSync(path, '# My project\n\nIt uses advtrain.\n');
    expect(await writeModelCard(folder, card)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toContain('My project');
  });
});
