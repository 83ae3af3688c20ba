import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BadRow } from '../src/files/bad-row.ts';
import type { Example } from '../src/examples/examples.ts';
import { readExample } from '../src/files/columns/read-example.ts';
import { streamTextFile, textFile } from '../src/files/text-file.node.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'text-file-'));
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe("a classification file of one's own", () => {
  test('is read from .csv with quotes, commas and line breaks in texts, and a byte order mark', async () => {
    const path = await file('a.csv', '\ufefftext,label\n"one, ""two""\nthree",good\r\nfour,bad\n');
    expect(await textFile(path)).toEqual({
      texts: ['one, "two"\nthree', 'four'],
      labels: [1, 0],
      labelNames: ['bad', 'good'],
    });
  });

  test('is read from .csv with quotes within its fields, after which lines are counted as before', async () => {
    const path = await file('quotes.csv', 'text,label\na 5" pipe,good\n"b\nb" c,bad\n"d" e,bad\n');
    expect((await textFile(path)).texts).toEqual(['a 5" pipe', '"b\nb" c', '"d" e']);
    await expect(textFile(await file('lines.csv', 'text,label\na 5",1\n"b"c\n'))).rejects.toThrow(
      'lines.csv, line 3: it has 1 column, but must have 2: text, label.',
    );
  });

  test('is read from .tsv, where quotes mean nothing', async () => {
    const path = await file('a.tsv', 'sentence\tclass\n"Odd one\t10\nfine\t9\n');
    expect(await textFile(path, { text: 'sentence', label: 'class' })).toEqual({
      texts: ['"Odd one', 'fine'],
      labels: [1, 0],
      labelNames: ['9', '10'],
    });
  });

  test('is read from .jsonl, with pairs and classes in a given order', async () => {
    const path = await file('a.jsonl', '{"text":"a","other":"b","label":1}\n\n{"text":"c","other":"d","label":0}\n');
    expect(await textFile(path, { pair: 'other', labelNames: ['1', '0'] })).toEqual({
      texts: ['a', 'c'],
      pairs: ['b', 'd'],
      labels: [0, 1],
      labelNames: ['1', '0'],
    });
  });

  test.each([
    ['a data set without rows', 'b.csv', 'text,label\n', /b\.csv has no examples: give a file with at least one\.$/],
    ['an empty file', 'c.csv', '', /c\.csv has no examples/],
    [
      'a missing column',
      'd.csv',
      'texts,label\na,x\n',
      /d\.csv, line 2: there is no column "text" \(there are texts, label\): name the right one\.$/,
    ],
    [
      'a missing field of JSON',
      'd.jsonl',
      '{"text":"a","label":1}\n{"text":"b"}',
      /d\.jsonl, line 2: there is no column "label"/,
    ],
    [
      'a row with too many fields',
      'e.csv',
      'text,label\na,x,y\n',
      /e\.csv, line 2: it has 3 columns, but must have 2: text, label\.$/,
    ],
    [
      'an open quote',
      'f.csv',
      'text,label\n"a,x\n',
      /f\.csv cannot be read: Quote Not Closed: .* in the row after line 1; correct its quotes\.$/,
    ],
    [
      'an open quote, where lines end in CRLF',
      'f2.csv',
      'text,label\r\n"a\r\nb",x\r\n"c d,x\r\n',
      /f2\.csv cannot be read: Quote Not Closed: [^\n]* in the row after line 3; correct its quotes\.$/,
    ],
    [
      'too many fields, after CRLF within quotes',
      'e2.csv',
      'text,label\r\n"a\r\nb\r\n\r\nc",x\r\n\r\n"d\ne",x,y\r\n',
      /e2\.csv, line 8: it has 3 columns, but must have 2: text, label\.$/,
    ],
    ['an empty text', 'g.csv', 'text,label\na,x\n ,y\n', /g\.csv, line 3: text is empty\.$/],
    ['one class only', 'h.csv', 'text,label\na,x\nb,x\n', /h\.csv has the one label "x" only/],
    ['a line that is no JSON', 'i.jsonl', '{"text":"a","label":1}\n{', /i\.jsonl, line 2: it is not a JSON object\.$/],
    [
      'a text that is no text',
      'j.jsonl',
      '{"text":["a"],"label":1}',
      /j\.jsonl, line 1: text is \["a"\], but must be text/,
    ],
    [
      'another kind of file',
      'k.xlsx',
      'PK',
      /k\.xlsx ends in "\.xlsx", but must be a \.csv, \.tsv, \.jsonl or \.parquet file\.$/,
    ],
    [
      'JSON that is not a row a line',
      'k.json',
      '[{"text":"a","label":1}]',
      /k\.json ends in "\.json", but must be a \.csv, \.tsv, \.jsonl or \.parquet file\.$/,
    ],
    [
      'bytes that are no UTF-8',
      'l.csv',
      Uint8Array.of(0xff, 0xfe, 0x41),
      /l\.csv is not UTF-8 text: convert it first\.$/,
    ],
  ])('refuses %s in one sentence', async (_what, name, content, message) => {
    await expect(textFile(await file(name, content))).rejects.toThrow(message);
  });

  test.each([
    ['groups.parquet', 'text', 'sentence, label'],
    ['arc.parquet', 'text', 'id, question, choices, answerKey'],
  ])('in %s without a column %s is refused with those that it has', async (name, column, columns) => {
    const path = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
    await expect(textFile(path, { labelNames: ['0', '1'] })).rejects.toThrow(
      `${path}, row 1: there is no column "${column}" (there are ${columns}): name the right one.`,
    );
  });

  test('with long integers of Parquet in lists is refused with the numbers', () => {
    const layout = {
      fields: { text: 'text', label: 'label' },
      kind: 'classification',
      labelNames: ['a', 'b'],
    } as const;
    const list = [1n, 2n];
    expect(readExample({ text: list, label: 'a' }, layout)).toBe('text is [1,2], but must be text');
    expect(readExample({ text: 'x', label: list }, layout)).toBe('label is [1,2], but must be one of a, b');
    expect(readExample({ text: 'x', label: list }, { ...layout, kind: 'regression' })).toBe(
      'label is [1,2], but must be a decimal number',
    );
  });

  test('refuses a label outside the classes with its line', async () => {
    const path = await file('m.csv', 'text,label\n"a\nb",good\nc,maybe\n');
    await expect(textFile(path, { labelNames: ['bad', 'good'] })).rejects.toThrow(
      `${path}, line 4: label is "maybe", but must be one of bad, good.`,
    );
  });

  test('leaves bad rows out where it is told to, with file, line and reason of each', async () => {
    const path = await file('n.csv', 'text,label\na,x\nb,x,y\n"\n ",y\ne,y\n');
    const bad: BadRow[] = [];
    const onBadRow = (row: BadRow): void => void bad.push(row);
    expect((await textFile(path, { onBadRow })).texts).toEqual(['a', 'e']);
    expect(bad.map(({ line }) => line)).toEqual([3, 5]);
    expect(bad[1]).toEqual({ file: path, line: 5, reason: 'text is empty' });
    await expect(textFile(path)).rejects.toThrow(`${path}, line 3: it has 3 columns, but must have 2: text, label.`);
  });

  test('is read from columns of answers, and from values of a regression', async () => {
    const path = await file('o.csv', 'q,a,b,c,right,score\nwhy,x,y,z,y,0.5\nhow,x,y,z,2,1\n');
    const read = await textFile(path, { text: 'q', choices: ['a', 'b', 'c'], label: 'right' });
    expect(read).toEqual({
      texts: ['why', 'how'],
      choices: [
        ['x', 'y', 'z'],
        ['x', 'y', 'z'],
      ],
      labels: [1, 2],
      labelNames: [],
    });
    expect((await textFile(path, { text: 'q', label: 'score', regression: true })).labels).toEqual([0.5, 1]);
    await expect(textFile(path, { text: 'q', label: 'a', regression: true })).rejects.toThrow(
      `${path}, line 2: a is "x", but must be a decimal number.`,
    );
  });

  test('of answers without labels has the place of the right one as a number, though the answers be numbers', async () => {
    const read = async (...some: readonly object[]) =>
      textFile(await file('places.jsonl', some.map((row) => JSON.stringify(row)).join('\n')), {
        text: 'q',
        choices: 'choices',
        label: 'right',
      });
    const rows = [
      { q: 'sides of a line', choices: ['2', '3', '1', '0'], right: 3 },
      { q: '3 - 2', choices: ['3', '2', '1', '0'], right: 2 },
      { q: 'half of one', choices: ['1', '0.5'], right: '0.50' },
      { q: '6 · 7', choices: ['41', '42'], right: '42' },
      { q: 'a fruit', choices: ['car', 'apple'], right: '1' },
      { q: 'none', choices: ['0', '1'], right: '0' },
    ];
    expect((await read(...rows)).labels).toEqual([3, 2, 1, 1, 1, 0]);
    for (const right of [4, -1, 0.5]) {
      await expect(read({ q: '2 + 2', choices: ['1', '4'], right })).rejects.toThrow(
        `places.jsonl, line 1: right is "${right}", but must be the place of the right answer, 0 to 1.`,
      );
    }
    await expect(read({ q: '3 - 2', choices: ['3', '2', '1', '0'], right: '2' })).rejects.toThrow(
      'line 1: right is "2", the text of one answer and the place of another: give answers labels, or their places as numbers of JSON lines.',
    );
  });

  test('is streamed file after file, if its classes are named', async () => {
    const paths = [await file('p.csv', 'text,label\na,x\n'), await file('p.jsonl', '{"text":"b","label":"y"}\n')];
    const seen: Example[] = [];
    for await (const example of streamTextFile(paths, { labelNames: ['x', 'y'] })) seen.push(example);
    expect(seen).toEqual([
      { text: 'a', label: 0 },
      { text: 'b', label: 1 },
    ]);
    expect(() => streamTextFile(paths)).toThrow('labelNames must name its two or more classes; it names 0.');
  });

  test('refuses a path where there is nothing', async () => {
    await expect(textFile(join(folder, 'no.csv'))).rejects.toThrow(/^There is no file .*no\.csv: check the path\.$/);
  });
});
