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
const where = { id: '1', question: ' Where?', answers: [{ text: 'Rome', answer_start: 8 }] };

test('questions have their passages and answers, places counted in UTF-16 where Python counts characters', async () => {
  const path = await file(
    squad('🙂 is in Rome', where, { id: '2', question: 'Who?', answers: [], is_impossible: true }),
  );
  expect(await looksLikeSquad(path)).toBe(true);
  expect(await squadFile(path)).toMatchObject({
    texts: [' Where?', 'Who?'],
    pairs: ['🙂 is in Rome', '🙂 is in Rome'],
    answers: [
      { texts: ['Rome'], starts: [9] },
      { texts: [], starts: [] },
    ],
    ids: ['1', '2'],
  });
});

/** As SQuAD is on the hub, and what people write by themselves. */
const rows = {
  hub: [
    {
      id: 'a',
      question: ' Where?',
      context: '🙂 is in Rome',
      answers: { text: ['Rome', 'in Rome'], answer_start: [8, 5] },
    },
    { id: 'b', question: 'Who?', context: '🙂 is in Rome', answers: { text: [], answer_start: [] } },
  ],
  own: [
    {
      question: ' Where?',
      context: '🙂 is in Rome',
      answers: [
        { text: 'Rome', answer_start: 8 },
        { text: 'in Rome', answer_start: 5 },
      ],
    },
    { question: 'Who?', context: '🙂 is in Rome', answers: [] },
  ],
};
const read = {
  texts: [' Where?', 'Who?'],
  pairs: ['🙂 is in Rome', '🙂 is in Rome'],
  answers: [
    { texts: ['Rome', 'in Rome'], starts: [9, 6] },
    { texts: [], starts: [] },
  ],
};

test.each([
  ['lists side by side', rows.hub, ['a', 'b']],
  ['a list of answers, and no ids', rows.own, ['1', '2']],
])('rows of JSON with %s are the same questions', async (_, some, ids) => {
  const path = join(await mkdtemp(join(tmpdir(), 'squad-')), 'train.jsonl');
  await writeFile(path, some.map((row) => JSON.stringify(row)).join('\n'));
  expect(await looksLikeSquad(path)).toBe(true);
  expect(await squadFile(path)).toMatchObject({ ...read, ids });
});

test.each([
  ['as the hub has SQuAD', 'squad', ['a', 'b']],
  ['with a list of answers whose places are long integers', 'squad-listed', ['1', '2']],
])('rows of Parquet, %s, are the same questions', async (_, name, ids) => {
  const path = new URL(`../fixtures/${name}.parquet`, import.meta.url).pathname;
  expect(await looksLikeSquad(path)).toBe(true);
  expect(await squadFile(path)).toMatchObject({ ...read, ids });
});

test('rows without answers, and rows that are no questions, are no questions with answers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'squad-'));
  for (const row of [{ question: 'Who?', context: 'Anna.' }, { text: 'It rains.', label: 1 }, 'no row']) {
    const path = join(folder, 'rows.jsonl');
    await writeFile(path, JSON.stringify(row));
    expect(await looksLikeSquad(path)).toBe(false);
  }
});

test('a row whose answer is beyond its passage, or has no place, is refused with its line', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'squad-')), 'train.jsonl');
  const [first] = rows.hub;
  for (const [starts, sentence] of [
    [[80, 5], 'line 2: "answer_start" is 80, beyond its passage.'],
    [[1e12, 5], 'line 2: "answer_start" is 1000000000000, beyond its passage.'],
    [[8], 'line 2: an answer has no "text" or no "answer_start".'],
  ] as const) {
    const wrong = { ...first, answers: { ...first!.answers, answer_start: starts } };
    await writeFile(path, [first, wrong].map((row) => JSON.stringify(row)).join('\n'));
    await expect(squadFile(path)).rejects.toThrow(sentence);
  }
});

test('an answer that its passage has elsewhere is a bad row, but blanks at its ends are nothing', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'squad-')), 'train.jsonl');
  const answered = (text: string, start: number): string =>
    JSON.stringify({ question: 'Where?', context: 'Anna lives in Paris', answers: [{ text, answer_start: start }] });
  await writeFile(path, [answered('Paris', 5), answered(' Paris ', 14), answered('Paris', 13)].join('\n'));
  await expect(squadFile(path)).rejects.toThrow('line 1: its passage has "lives" at 5, and not the answer "Paris".');
  const left: number[] = [];
  const { answers } = await squadFile(path, { onBadRow: ({ line }) => left.push(line) });
  expect(left).toEqual([1]);
  expect(answers).toEqual([14, 14].map((start) => ({ texts: ['Paris'], starts: [start] })));
});

test.each([
  [squad('short', where), 'row 1: "answer_start" is 8, beyond its passage.'],
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
