import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { streamQuestions } from '../../src/index.node.ts';
import type { BadRow, PassageQuestion, QuestionFileOptions } from '../../src/index.node.ts';

async function read(name: string, content: string, options?: QuestionFileOptions): Promise<PassageQuestion[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'questions-')), name);
  await writeFile(path, content);
  const found: PassageQuestion[] = [];
  for await (const each of streamQuestions(path, options)) found.push(each);
  return found;
}

const asked = { id: '7', question: ' Where? ', context: '  It rains\n in Rome. ' };

test('questions of rows keep all blanks, by which places are counted, and answers beside them are passed over', async () => {
  const row = { ...asked, answers: { text: ['Rome'], answer_start: [99] } };
  expect(await read('dev.jsonl', JSON.stringify(row))).toEqual([asked]);
  expect(
    await read('dev.csv', 'id,q,p\n7," Where? ","  It rains\n in Rome. "\n', { question: 'q', context: 'p' }),
  ).toEqual([asked]);
});

test('questions of SQuAD’s JSON are the same, whatever their answers are', async () => {
  const { id, question, context } = asked;
  const squad = {
    data: [{ paragraphs: [{ context, qas: [{ id, question, answers: [{ text: 'Oslo', answer_start: 2 }] }] }] }],
  };
  expect(await read('dev.json', JSON.stringify(squad))).toEqual([asked]);
});

test.each([
  ['{"question": "a"}', 'line 1: there is no column "context" (there are question): name the right one.'],
  ['{"question": " ", "context": "b"}', 'line 1: question is no text.'],
  ['{"question": "a", "context": 3}', 'line 1: context is no text.'],
  ['[', 'line 1: it is not a JSON object.'],
])('%j is refused in a sentence, or left out', async (line, sentence) => {
  await expect(read('dev.jsonl', line)).rejects.toThrow(sentence);
  const left: BadRow[] = [];
  const good = JSON.stringify(asked);
  expect(await read('dev.jsonl', `${line}\n${good}`, { onBadRow: (row) => left.push(row) })).toEqual([asked]);
  expect(left).toHaveLength(1);
});
