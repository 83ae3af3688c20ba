import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { looksTagged, taggedFile, type TaggedFileOptions } from '../../src/index.node.ts';

async function file(name: string, content: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'tagged-')), name);
  await writeFile(path, content);
  return path;
}

const conll = `-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects VBZ B-VP O

Peter NNP B-NP B-PER
Blackburn NNP I-NP I-PER

`;

describe('a file of columns', () => {
  test('has a sentence between blank lines, and a tag in its last column', async () => {
    expect(await taggedFile(await file('train.conll', conll))).toEqual({
      texts: ['EU rejects', 'Peter Blackburn'],
      words: [
        ['EU', 'rejects'],
        ['Peter', 'Blackburn'],
      ],
      tags: [
        [0, 3],
        [1, 2],
      ],
      labels: [0, 0],
      labelNames: ['B-ORG', 'B-PER', 'I-PER', 'O'],
    });
  });

  test('may have its words and its tags in other columns, tabs between them, and ends of lines as on Windows', async () => {
    const path = await file('pos.txt', '1\tEU\tNNP\tO\r\n2\trejects\tVBZ\tO\r\n\r\n1\tNo\tDT\tO\r\n');
    const { words, tags, labelNames } = await taggedFile(path, { words: '2', tags: '3' });
    expect(words).toEqual([['EU', 'rejects'], ['No']]);
    expect(labelNames).toEqual(['DT', 'NNP', 'VBZ']);
    expect(tags).toEqual([[1, 2], [0]]);
  });

  test('has the tags of another file where they are named', async () => {
    const tagNames = ['O', 'B-PER', 'I-PER', 'B-ORG', 'I-ORG'];
    expect((await taggedFile(await file('dev.conll', conll), { tagNames })).tags).toEqual([
      [3, 0],
      [1, 2],
    ]);
  });

  test.each<[string, string, TaggedFileOptions, string]>([
    [
      'a line with other columns',
      'EU O\nrejects\n',
      {},
      'line 2: it has 1 column, but the first word of the file has 2.',
    ],
    ['no tags', 'EU\nrejects\n', {}, 'line 1: it has 1 column, but needs 2: a word and, behind white space, its tag.'],
    [
      'a column that is not there',
      conll,
      { tags: '7' },
      'line 3: it has 4 columns, but needs 7: a word and, behind white space, its tag.',
    ],
    [
      'a tag beyond those named',
      conll,
      { tagNames: ['O', 'B-ORG'] },
      'line 6: the tag of "Peter" is "B-PER", but must be one of O, B-ORG.',
    ],
    [
      'a column that is no number',
      conll,
      { tags: 'ner' },
      'The column of tags is "ner", but must be a number from 1 in a file of columns.',
    ],
    ['nothing', '\n\n', {}, 'has no sentences: give a file with at least one.'],
    ['one tag', 'EU O\n', {}, 'has the one tag "O" only, but there must be two or more.'],
  ])('with %s is refused in a sentence', async (_, content, options, sentence) => {
    await expect(taggedFile(await file('bad.conll', content), options)).rejects.toThrow(sentence);
  });

  test('with one tag is read where a model is measured on it', async () => {
    const { labelNames, tags } = await taggedFile(await file('one.conll', 'EU O\nsays O\n'), { oneClass: true });
    expect({ labelNames, tags }).toEqual({ labelNames: ['O'], tags: [[0, 0]] });
  });

  test('loses a sentence that is none, whole, where bad ones are left out', async () => {
    const told: number[] = [];
    const path = await file('bad.conll', `${conll}Only\none O x y\n\nGood X Y O\n`);
    const { words } = await taggedFile(path, { onBadRow: ({ line }) => void told.push(line) });
    expect(words).toEqual([['EU', 'rejects'], ['Peter', 'Blackburn'], ['Good']]);
    expect(told).toEqual([9]);
  });
});

describe('a file of JSON lines', () => {
  const rows = (...all: object[]): string => all.map((row) => JSON.stringify(row)).join('\n');

  test('has lists of words and of tags by name', async () => {
    const path = await file('train.jsonl', rows({ tokens: ['EU', 'rejects'], tags: ['B-ORG', 'O'] }));
    expect(await taggedFile(path)).toMatchObject({
      words: [['EU', 'rejects']],
      tags: [[0, 1]],
      labelNames: ['B-ORG', 'O'],
    });
  });

  test('may have numbers in the place of tags, which are named apart', async () => {
    const path = await file('train.jsonl', rows({ tokens: ['EU', 'rejects'], ner_tags: [1, 0] }));
    expect(await taggedFile(path, { tagNames: ['O', 'B-ORG'] })).toMatchObject({ tags: [[1, 0]] });
    await expect(taggedFile(path)).rejects.toThrow(
      'line 1: its tags are numbers, so their names must be given in order, by tagNames, or --tag-names of the command: O,B-PER,I-PER, say.',
    );
  });

  test.each([
    [{ tokens: ['EU'], tags: ['O', 'O'] }, 'line 1: it has 1 of tokens and 2 of tags.'],
    [{ tokens: 'EU', tags: ['O'] }, 'line 1: tokens is no list.'],
    [{ tokens: ['EU'] }, 'line 1: there is no list "tags" (there are tokens): name the right one.'],
    [{ tokens: ['EU', ' '], tags: ['O', 'B'] }, 'line 1: tokens[1] is " ", but must be a word.'],
    [{ tokens: ['EU'], tags: [null] }, 'line 1: tags[0] is null, but must be a name or a number.'],
    [{ tokens: [], tags: [] }, 'line 1: tokens is empty.'],
  ])('with %j is refused in a sentence', async (row, sentence) => {
    await expect(taggedFile(await file('bad.jsonl', rows(row)))).rejects.toThrow(sentence);
  });
});

test('a file of Parquet, as the hub has CoNLL-2003, has lists of words, and long integers in the place of tags', async () => {
  const path = new URL('../fixtures/tagged.parquet', import.meta.url).pathname;
  expect(await looksTagged(path)).toBe(true);
  expect(await looksTagged(path.replace('tagged', 'rte'))).toBe(false);
  expect(await taggedFile(path, { tagNames: ['O', 'B-ORG', 'B-PER'] })).toMatchObject({
    words: [['EU', 'rejects'], ['Peter']],
    tags: [[1, 0], [2]],
  });
  await expect(taggedFile(path)).rejects.toThrow('tagged.parquet, row 1: its tags are numbers, so their names must be');
});
