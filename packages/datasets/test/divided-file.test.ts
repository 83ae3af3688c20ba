import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { divideTextFile, type DividedFile, type DivisionPart } from '../src/files/divided-file.node.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'divided-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const numbers = Array.from({ length: 1000 }, (_, row) => `sentence ${row}`);

async function file(name: string, texts: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, texts.map((text, row) => `${JSON.stringify({ text, label: row % 3 })}\n`).join(''));
  return path;
}

async function texts(divided: DividedFile, part: DivisionPart): Promise<string[]> {
  const found: string[] = [];
  for await (const { text } of divided.examples(part)) found.push(text);
  return found;
}

describe('a divided file', () => {
  test('has every example in one of its parts, one in five of them for development', async () => {
    const divided = await divideTextFile(await file('all.jsonl', numbers));
    const training = await texts(divided, 'training');
    const development = await texts(divided, 'development');
    expect(divided).toMatchObject({ labelNames: ['0', '1', '2'], sizes: { training: 800, development: 200 } });
    expect([training.length, development.length]).toEqual([800, 200]);
    expect([...training, ...development].sort()).toEqual([...numbers].sort());
  });

  test('has parts of at most the sizes that are asked for, development being the same whatever the other', async () => {
    const path = await file('some.jsonl', numbers);
    const divided = await divideTextFile(path, { training: 100, development: 20 });
    expect(divided.sizes).toEqual({ training: 100, development: 20 });
    const training = await texts(divided, 'training');
    expect(training).toHaveLength(100);
    const more = await divideTextFile(path, { development: 20 });
    expect(await texts(more, 'development')).toEqual(await texts(divided, 'development'));
    expect(await texts(more, 'training')).toEqual(expect.arrayContaining(training));
    expect((await divideTextFile(path, { development: 0 })).sizes).toEqual({ training: 1000, development: 0 });
  });

  test('notices that it was changed since, though it has as many rows, but not that it was touched', async () => {
    const path = await file('changed.jsonl', numbers);
    const divided = await divideTextFile(path);
    const before = await texts(divided, 'training');
    await file('changed.jsonl', numbers);
    expect(await texts(divided, 'training')).toEqual(before);
    await file('changed.jsonl', [...numbers.slice(0, -1), 'another sentence']);
    await expect(texts(divided, 'training')).rejects.toThrow(
      `${path} has changed since it was first read: begin anew, and leave it alone while it is trained on.`,
    );
  });

  test('says how many examples in a row have one label', async () => {
    const path = join(folder, 'runs.jsonl');
    const labels = [...new Array<number>(5).fill(0), ...new Array<number>(7).fill(1), 0, 1];
    await writeFile(path, labels.map((label, row) => `${JSON.stringify({ text: `text ${row}`, label })}\n`).join(''));
    expect((await divideTextFile(path)).longestRun).toBe(7);
  });

  test('has its parts whatever the order of the file, and another fingerprint for other examples', async () => {
    const [one, two, less] = await Promise.all([
      divideTextFile(await file('one.jsonl', numbers)),
      divideTextFile(await file('two.jsonl', numbers.toReversed())),
      divideTextFile(await file('less.jsonl', numbers.slice(1))),
    ]);
    expect((await texts(one, 'development')).sort()).toEqual((await texts(two, 'development')).sort());
    expect(one.fingerprint).toBe((await divideTextFile(join(folder, 'one.jsonl'))).fingerprint);
    expect(one.fingerprint).not.toBe(less.fingerprint);
    const fewer = await divideTextFile(join(folder, 'one.jsonl'), { training: 10 });
    expect(one.fingerprint).not.toBe(fewer.fingerprint);
  });

  test('has copies of a text in one part', async () => {
    const divided = await divideTextFile(await file('copies.jsonl', [...numbers, ...numbers, ...numbers]));
    const development = new Set(await texts(divided, 'development'));
    expect((await texts(divided, 'training')).filter((text) => development.has(text))).toEqual([]);
    expect(development.size * 3).toBe(divided.sizes.development);
  });

  test('says how many questions of each part have equally many choices', async () => {
    const path = join(folder, 'questions.jsonl');
    const rows = numbers.map((text, row) => ({
      text,
      answers: row % 10 === 0 ? ['a', 'b', 'c'] : ['a', 'b'],
      label: 1,
    }));
    await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const { groups, sizes, examples } = await divideTextFile(path, { choices: 'answers', training: 500 });
    expect(sizes).toEqual({ training: 500, development: 200 });
    for (const part of ['training', 'development'] as const) {
      const counts: Record<number, number> = {};
      for await (const { choices = [] } of examples(part)) counts[choices.length] = (counts[choices.length] ?? 0) + 1;
      expect(groups[part].toSorted((a, b) => a - b)).toEqual([counts[3], counts[2]]);
    }
    expect((await divideTextFile(await file('plain.jsonl', numbers))).groups).toEqual({
      training: [800],
      development: [200],
    });
  });

  test('tells of each bad row once, and of every byte in every pass', async () => {
    const path = await file('bad.jsonl', [...numbers.slice(0, 50), '']);
    const bad: number[] = [];
    let bytes = 0;
    const divided = await divideTextFile(path, {
      onBadRow: ({ line }) => bad.push(line),
      onRead: (more) => (bytes += more),
    });
    await texts(divided, 'training');
    expect(bad).toEqual([51]);
    expect(divided.sizes).toEqual({ training: 40, development: 10 });
    expect(bytes / 3).toBe(numbers.slice(0, 50).join('').length + 50 * '{"text":"","label":0}\n'.length + 22);
  });

  test.each([
    ['nothing', [], /has no examples: give a file with at least one/],
    ['one class', ['a'], /has the one label "0" only/],
    ['one text', ['a', 'a', 'a'], /has too few different texts to train on some and test on others/],
  ])('of %s is refused', async (name, rows, sentence) => {
    await expect(divideTextFile(await file(`${name}.jsonl`, rows))).rejects.toThrow(sentence);
  });
});
