import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { looksLikeSquad, questionWindows, squadFile } from '../../src/index.node.ts';

async function file(content: unknown): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'squad-')), 'train.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const squad = (context: unknown, ...qas: object[]) => ({ version: '2.0', data: [{ paragraphs: [{ context, qas }] }] });
const where = { id: '1', question: ' Where?', answers: [{ text: 'Rome', answer_start: 7 }] };

test('questions have their passages and answers, places counted in UTF-16 where Python counts characters', async () => {
  const path = await file(
    squad('🙂 is in Rome', where, { id: '2', question: 'Who?', answers: [], is_impossible: true }),
  );
  expect(await looksLikeSquad(path)).toBe(true);
  expect(await squadFile(path)).toMatchObject({
    texts: [' Where?', 'Who?'],
    pairs: ['🙂 is in Rome', '🙂 is in Rome'],
    answers: [
      { texts: ['Rome'], starts: [9 - 1] },
      { texts: [], starts: [] },
    ],
    ids: ['1', '2'],
  });
});

test.each([
  [squad('short', where), 'row 1: "answer_start" is 7, beyond its passage.'],
  [squad('', where), 'row 1: its "context" is no text.'],
  [squad('A passage', { id: '1' }), 'row 1: its "question" is no text.'],
  [{ data: 3 }, 'has no "data" of articles with "paragraphs": give a file in the format of SQuAD.'],
  ['{', 'is not JSON'],
])('%j is refused in a sentence', async (content, sentence) => {
  await expect(squadFile(await file(content))).rejects.toThrow(sentence);
});

test('the ends of an answer are its tokens in the windows that have it whole, and the first token elsewhere', async () => {
  const examples = await squadFile(
    await file(squad('Anna went to New Rome', { ...where, answers: [{ text: 'New Rome', answer_start: 13 }] })),
  );
  const spans = [0, 5, 10, 13, 17].map((start, word) => ({ start, end: start + [4, 4, 2, 3, 4][word]! }));
  const windows = [
    { ids: [1, 2, 3, 4, 5, 6], places: [-1, -1, 0, 1, 2, 3] },
    { ids: [1, 2, 3, 4, 5, 6], places: [-1, -1, 2, 3, 4, -1] },
  ];
  expect(questionWindows(examples, () => ({ spans, windows })).map(({ labels }) => labels)).toEqual([
    [0, 0],
    [3, 4],
  ]);
});
